import { DEFECTS, type DefectId } from '../../basics/defects';
import { configuratorDefects } from './configurator-defects';
import type { Fault } from './fault';
import { replyDefects } from './reply-defects';

/** What the real MaiMBot does wrong, as recorded (contract: known-defects). */
export const knownDefects = {
  D01: { about: DEFECTS.D01, noticedBy: '@D01', seams: configuratorDefects.D01 },
  D02: { about: DEFECTS.D02, noticedBy: '@D02', seams: configuratorDefects.D02 },
  D03: { about: DEFECTS.D03, noticedBy: '@D03', seams: configuratorDefects.D03 },
  D04: { about: DEFECTS.D04, noticedBy: '@D04', seams: configuratorDefects.D04 },
  D05: { about: DEFECTS.D05, noticedBy: '@D05', seams: configuratorDefects.D05 },
  D06: { about: DEFECTS.D06, noticedBy: '@D06', seams: configuratorDefects.D06 },
  D07: { about: DEFECTS.D07, noticedBy: '@D07', seams: configuratorDefects.D07 },
  D08: { about: DEFECTS.D08, noticedBy: '@D08', seams: configuratorDefects.D08 },
  D09: { about: DEFECTS.D09, noticedBy: '@D09', seams: configuratorDefects.D09 },
  D10: { about: DEFECTS.D10, noticedBy: '@D10', seams: replyDefects.D10 },
  D12: { about: DEFECTS.D12, noticedBy: '@D12', seams: replyDefects.D12 },
  D13: { about: DEFECTS.D13, noticedBy: '@D13', seams: replyDefects.D13 },
  D14: { about: DEFECTS.D14, noticedBy: '@D14', seams: replyDefects.D14 },
  D15: { about: DEFECTS.D15, noticedBy: '@D15', seams: replyDefects.D15 },
} satisfies Record<DefectId, Fault>;
