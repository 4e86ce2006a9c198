/** Registers a callback for the event `user_add_org` at a DingTalk, which checks it at once. @throws when DingTalk refuses it */
export async function registerCallback(
  endpoint: string,
  app: { readonly appKey: string; readonly appSecret: string },
  { url, token, aesKey }: { readonly url: string; readonly token: string; readonly aesKey: string },
): Promise<void> {
  const keys = new URLSearchParams({ appkey: app.appKey, appsecret: app.appSecret });
  const { access_token } = await answerOf(fetch(`${endpoint}/gettoken?${keys.toString()}`));
  const body = JSON.stringify({ url, token, aes_key: aesKey, call_back_tag: ['user_add_org'] });
  const register = `${endpoint}/call_back/register_call_back?access_token=${access_token}`;
  await answerOf(fetch(register, { method: 'POST', body }));
}

async function answerOf(answering: Promise<Response>): Promise<{ readonly access_token?: string }> {
  const answer = (await (await answering).json()) as { readonly errcode: number; readonly access_token?: string };
  if (answer.errcode !== 0) throw new Error(`DingTalk refused: ${JSON.stringify(answer)}`);
  return answer;
}
