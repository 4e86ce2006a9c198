import type { Attempt } from '../attempt';
import type { Answer } from '../post';
import { type ApiAnswer, errorText, oapiError } from './answers';

/**
 * What register_call_back says about a URL that did not pass its check_url; undefined when it passed. Wording and misspelling as
 * DingTalk's, from answers that people posted (mingyoung/dingtalk#89, 007gzs/dingtalk-sdk#38).
 */
export function probeError(attempt: Attempt): ApiAnswer | undefined {
  const { answer, failure } = attempt;
  if (failure === undefined) return undefined;
  const cause = causeOf(answer);
  const what = cause === undefined ? errorText(71009) : `${errorText(71012)},错误原因为:${cause}`;
  return oapiError(cause === undefined ? 71009 : 71012, `${what} ${transcriptOf(attempt)}`);
}

const CONNECTION_CAUSES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'java.net.ConnectException: Connection refused',
  ECONNRESET: 'java.net.SocketException: Connection reset',
  ENOTFOUND: 'java.net.UnknownHostException',
};

/** Why the URL could not be called; undefined when it was, and answered. */
function causeOf(answer: Answer): string | undefined {
  if (answer.kind === 'no_answer')
    return answer.reason === 'timeout'
      ? 'java.net.SocketTimeoutException: Read timed out'
      : (CONNECTION_CAUSES[answer.detail ?? ''] ?? `java.net.SocketException: ${answer.detail ?? 'Unknown'}`);
  const { status, location } = answer;
  if (status >= 300 && status < 400)
    return `不允许3xx跳转.http statusCode is:${status}跳转后地址为:${location ?? 'null'}`;
  return status === 200 ? undefined : `http statusCode is:${status}`;
}

function transcriptOf({ url, body, answer }: Attempt): string {
  const curl = `curl '${url}' -d '${body.replaceAll('"', '\\"')}' -H 'Content-Type:application/json'`;
  const [status, reply] = answer.kind === 'answer' ? [answer.status, answer.body || 'null'] : ['null', 'null'];
  return `HttpRequest: ${curl}    HttpCode:${status}   HttpReponse:${reply}`;
}
