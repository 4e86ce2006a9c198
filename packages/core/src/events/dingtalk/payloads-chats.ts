import type { CommonPayload, Ids, Known, Time } from './payload-parts';

/** Group chats. */
export interface ChatPayload extends CommonPayload {
  readonly ChatId?: string;
  readonly chatId?: string;
  readonly OpenConversationId?: string;
  readonly openConversationId?: string;
  readonly Operator?: string;
  readonly operator?: string;
  readonly OperatorUnionId?: string;
  readonly operatorUnionId?: string;
  readonly Title?: string;
  readonly title?: string;
  readonly Owner?: string;
  readonly owner?: string;
  readonly UserId?: Ids;
  readonly userId?: Ids;
  readonly UnionId?: Ids;
  readonly unionId?: Ids;
  readonly agentId?: number | string;
}

/** A group's template was switched on or off. */
export interface ChatTemplatePayload extends ChatPayload {
  readonly templateId?: string;
  readonly changedTimeStamp?: Time;
  readonly status?: Known<'on' | 'off'>;
}

/** An extension of chats was installed in one, or removed from it. */
export interface CoolAppPayload extends CommonPayload {
  readonly coolAppCode?: string;
  readonly robotCode?: string;
  readonly openConversationId?: string;
  readonly openConversationCorpId?: string;
  readonly operator?: string;
  readonly operateTime?: Time;
  /** Of a chat of two: the other. */
  readonly singleChatOtherUserId?: string;
}
