import type { JsonObject } from '../../json';
import type { CommonPayload, Known, Time } from './payload-parts';

/** What approvals and their steps have in common. */
interface ApprovalPayload extends CommonPayload {
  readonly processInstanceId: string;
  readonly processCode?: string;
  readonly businessId?: string;
  readonly bizCategoryId?: string;
  readonly businessType?: string;
  readonly title?: string;
  /** Of the whole, who asked for it; of a step, whose it is or who handed it on. */
  readonly staffId?: string;
  readonly createTime?: number;
  readonly finishTime?: number;
  /** DingTalk's own spelling of it in `workflow_*`. */
  readonly finshTime?: number;
}

/** An approval as a whole. `result` is absent on start and terminate, `finishTime` on start. */
export interface ApprovalInstancePayload extends ApprovalPayload {
  readonly type: Known<'start' | 'finish' | 'terminate' | 'delete'>;
  readonly result?: Known<'agree' | 'refuse'>;
  readonly url?: string;
  readonly version?: string;
}

/** One step of an approval. `taskId` does not fit into 32 bits. */
export interface ApprovalTaskPayload extends ApprovalPayload {
  readonly taskId?: number;
  readonly type: Known<'start' | 'finish' | 'cancel' | 'comment'>;
  readonly result?: Known<'agree' | 'refuse' | 'redirect' | 'audit'>;
  readonly remark?: string;
  readonly content?: string;
  readonly url?: string;
}

/** An approval with its form and its history, for third-party apps. */
export interface IsvApprovalPayload extends CommonPayload {
  readonly processInstanceId?: string;
  readonly processCode?: string;
  readonly businessId?: string;
  readonly title?: string;
  readonly status?: string;
  readonly result?: string;
  readonly bizAction?: string;
  readonly originatorUserid?: string;
  readonly originatorDeptId?: string;
  readonly originatorDeptName?: string;
  readonly approverUserids?: readonly string[];
  readonly ccUserids?: readonly string[];
  readonly url?: string;
  readonly createTime?: number;
  readonly formValueVOS?: readonly JsonObject[];
  readonly operationRecords?: readonly JsonObject[];
  readonly tasks?: readonly JsonObject[];
}

/** A form that approvals are made of was changed. */
export interface ApprovalFormPayload extends CommonPayload {
  readonly formCode?: string;
  readonly name?: string;
  readonly type?: string;
  readonly creatorUserId?: string;
  readonly modifierUserId?: string;
  readonly createTime?: Time;
  readonly modifyTime?: Time;
}

/** A step of an approval is overdue. */
export interface ApprovalTimeoutPayload extends CommonPayload {
  readonly instanceId?: string;
  readonly taskId?: string;
  readonly activityId?: string;
  readonly processCode?: string;
  readonly msg?: string;
  readonly msgTag?: string;
}
