import { configuratorDefects } from './configurator-defects';
import type { Catalogue } from './fault';
import { replyDefects } from './reply-defects';

/** What the real MaiMBot does wrong at commit b1106fb4, as recorded (contract: known-defects). D11 is the protocol's design and no fault. */
export const knownDefects = {
  D01: {
    noticedBy: '@D01',
    about: 'a token that cannot be verified is answered with 500',
    seams: configuratorDefects.D01,
  },
  D02: {
    noticedBy: '@D02',
    about: 'tokens are signed with a key that was published',
    seams: configuratorDefects.D02,
  },
  D03: {
    noticedBy: '@D03',
    about: 'a refresh token works as an access token',
    seams: configuratorDefects.D03,
  },
  D04: {
    noticedBy: '@D04',
    about: 'a token works on after the user has signed out',
    seams: configuratorDefects.D04,
  },
  D05: {
    noticedBy: '@D05',
    about: 'a second token for one user within one second is answered with 500',
    seams: configuratorDefects.D05,
  },
  D06: {
    noticedBy: '@D06',
    about: 'a refresh that cannot be read or verified is answered with 500',
    seams: configuratorDefects.D06,
  },
  D07: { noticedBy: '@D07', about: 'a username of blanks is accepted', seams: configuratorDefects.D07 },
  D08: {
    noticedBy: '@D08',
    about: 'an agent can be renamed to more than 100 characters',
    seams: configuratorDefects.D08,
  },
  D09: {
    noticedBy: '@D09',
    about: 'an enterprise tenant that makes a template is answered with 500',
    seams: configuratorDefects.D09,
  },
  D10: {
    noticedBy: '@D10',
    about: 'a key whose tenant and agent do not exist is served',
    seams: replyDefects.D10,
  },
  D12: {
    noticedBy: '@D12',
    about: "a dialogue with the user's own API key is kept under the shared tenant",
    seams: replyDefects.D12,
  },
  D13: {
    noticedBy: '@D13',
    about: 'a second connection of one id takes over the first',
    seams: replyDefects.D13,
  },
  D14: {
    noticedBy: '@D14',
    about: 'a private message is acknowledged and never answered',
    seams: replyDefects.D14,
  },
  D15: {
    noticedBy: '@D15',
    about: 'rows that name a user are kept under the shared tenant',
    seams: replyDefects.D15,
  },
} satisfies Catalogue;
