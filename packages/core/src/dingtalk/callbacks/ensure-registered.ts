import { isApiError } from '../api-error';
import type { CallbackApi } from './callback-api';
import { type CallbackRegistration, checkRegistration, type RegisteredCallback } from './registration';

/** What there is to do, and what is registered now. */
export interface RegistrationPlan {
  readonly action: 'register' | 'update' | 'none';
  /** With its tags expanded. */
  readonly wanted: CallbackRegistration;
  readonly before?: RegisteredCallback;
}

/** What was done, and what DingTalk has registered afterwards, as DingTalk tells it. */
export interface RegistrationOutcome extends RegistrationPlan {
  readonly after?: RegisteredCallback;
}

/**
 * Finds out what there is to do, and does nothing.
 * @throws InvalidRegistration, DingTalkApiError
 */
export async function planRegistration(
  api: Pick<CallbackApi, 'get'>,
  registration: CallbackRegistration,
): Promise<RegistrationPlan> {
  const wanted = checkRegistration(registration);
  const before = await api.get();
  if (before === undefined) return { action: 'register', wanted };
  return { action: isSame(before, wanted) ? 'none' : 'update', wanted, before };
}

/**
 * Registers the URL, or updates what is registered; which of the two is found out. Should DingTalk say that it is the other one
 * (71006: there is one already; 71007: there is none), the other one it is.
 * @param options.probe updates even what is as it should be, so that DingTalk calls the URL
 * @throws InvalidRegistration, DingTalkApiError
 */
export async function ensureRegistered(
  api: Pick<CallbackApi, 'get' | 'register' | 'update'>,
  registration: CallbackRegistration,
  options: { readonly probe?: boolean } = {},
): Promise<RegistrationOutcome> {
  const plan = await planRegistration(api, registration);
  if (plan.action === 'none' && !options.probe) return { ...plan, ...(plan.before && { after: plan.before }) };
  const action = await write(api, plan.action === 'register' ? 'register' : 'update', plan.wanted);
  const after = await api.get();
  return { ...plan, action, ...(after && { after }) };
}

async function write(
  api: Pick<CallbackApi, 'register' | 'update'>,
  action: 'register' | 'update',
  wanted: CallbackRegistration,
): Promise<'register' | 'update'> {
  const other = action === 'register' ? 'update' : 'register';
  try {
    await api[action](wanted);
    return action;
  } catch (error) {
    if (!isApiError(error, action === 'register' ? 'already_registered' : 'not_registered')) throw error;
    await api[other](wanted);
    return other;
  }
}

function isSame(before: RegisteredCallback, wanted: CallbackRegistration): boolean {
  const tags = (list: readonly string[]) => [...list].sort().join();
  return (
    before.url === wanted.url &&
    before.token === wanted.token &&
    before.aesKey === wanted.aesKey &&
    tags(before.tags) === tags(wanted.tags)
  );
}
