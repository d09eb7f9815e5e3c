import type { CleanupSection } from '../cleanup';
import {
  type DialogueResults,
  integrationTestResults,
  type IntegrationTestResults,
  type Journey,
  type Thresholds,
} from '../reporting';
import type { TestUser } from './accounts';
import { compactTime } from '../basics/time';

/** A journey while it is under way; every stage adds what came of it. */
export class JourneyRecord {
  readonly began = new Date();
  users: readonly TestUser[] = [];
  dialogues: DialogueResults | undefined;
  cleanup: CleanupSection | null = null;
  readonly errors: string[] = [];

  constructor(
    private readonly parameters: Journey['parameters'],
    private readonly thresholds: Thresholds,
    private readonly serversStarted: boolean,
  ) {}

  /** The content of the results file as of now. */
  results(): IntegrationTestResults {
    const { began, users, dialogues, cleanup, errors, parameters, thresholds, serversStarted } = this;
    return integrationTestResults({
      testId: `test_${compactTime(began)}`,
      began,
      ended: new Date(),
      parameters,
      serversStarted,
      expectedUsers: parameters.userCount,
      users,
      dialogues,
      thresholds,
      cleanup,
      errors,
    });
  }
}
