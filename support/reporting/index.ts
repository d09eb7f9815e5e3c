export { openLog, silentLog, type Log } from './log';
export {
  integrationTestResults,
  shortcomings,
  writeResults,
  type DialogueRecord,
  type DialogueResults,
  type Journey,
  type Thresholds,
} from './results';
export type { DialogueSection, Distribution, IntegrationTestResults } from './results-file';
