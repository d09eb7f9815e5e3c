import { type Envelope, parseEnvelope, type Pickle, TestStepResultStatus } from '@cucumber/messages';

/** What a step or hook threw. */
export interface Failure {
  /** The name of the error's class. */
  readonly type: string;
  readonly message: string;
}

/** A scenario that has ended, after its last attempt. */
export interface EndedScenario {
  /** The feature file as cucumber-js names it. */
  readonly file: string;
  readonly line: number;
  readonly title: string;
  readonly passed: boolean;
  /** Why it failed; undefined where it passed, or ended otherwise (skipped, or a step that nobody defined). */
  readonly failure: Failure | undefined;
}

/** The scenarios that ended in a run, in the order in which they ended, from its `messages.ndjson`. */
export function readEndedScenarios(ndjson: string): EndedScenario[] {
  const pickles = new Map<string, Pickle>();
  const pickleOfCase = new Map<string, string>();
  const attempts = new Map<string, { pickleId: string; passed: boolean; failure?: Failure }>();
  const ended: EndedScenario[] = [];

  const read = ({
    pickle,
    testCase,
    testCaseStarted,
    testStepFinished,
    testCaseFinished,
  }: Envelope): void => {
    if (pickle) pickles.set(pickle.id, pickle);
    if (testCase) pickleOfCase.set(testCase.id, testCase.pickleId);
    if (testCaseStarted) {
      const pickleId = pickleOfCase.get(testCaseStarted.testCaseId) ?? '';
      attempts.set(testCaseStarted.id, { pickleId, passed: true });
    }
    const attempt = attempts.get(
      testStepFinished?.testCaseStartedId ?? testCaseFinished?.testCaseStartedId ?? '',
    );
    if (!attempt) return;
    if (testStepFinished) {
      const { status, message = '', exception } = testStepFinished.testStepResult;
      if (status !== TestStepResultStatus.PASSED) attempt.passed = false;
      if (status === TestStepResultStatus.FAILED)
        attempt.failure ??= { type: exception?.type ?? 'Error', message: exception?.message ?? message };
    }
    if (testCaseFinished && !testCaseFinished.willBeRetried) {
      const { uri = '', location, name = '' } = pickles.get(attempt.pickleId) ?? {};
      const { passed, failure } = attempt;
      ended.push({ file: uri, line: location?.line ?? 0, title: name, passed, failure });
    }
  };
  for (const line of ndjson.split('\n')) if (line !== '') read(parseEnvelope(line));
  return ended;
}
