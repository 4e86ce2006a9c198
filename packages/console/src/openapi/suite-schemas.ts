import { closed, instant, text, words } from './json-schema';

const EVENT = {
  eventType: text('The type of the event that said so.'),
  eventId: text('Its id.'),
};

/** What answers say about third-party apps. */
export const SUITE_SCHEMAS = {
  SuiteTicket: closed({ suiteTicket: text('The ticket.'), at: instant('DingTalk’s own time.') }),
  SuiteOrganisation: closed(
    {
      corpId: text('The organisation.'),
      state: words(['authorised', 'relieved'], 'Whether it lets the app in.'),
      at: instant('Since when; not known of one that had authorised the app before the hub was there.'),
      ...EVENT,
    },
    ['corpId', 'state'],
  ),
  SuiteRow: closed({
    bizType: { type: 'number', description: 'What sort of thing it is about: 13 users, 14 departments…' },
    bizId: text('Which one.'),
    subscribeId: text('`<suiteId>_0`.'),
    modifiedAt: instant('The row’s `gmt_modified`.'),
    ...EVENT,
    row: { type: 'object', description: 'The row as DingTalk sent it.' },
  }),
};
