import type { PurgeReport } from '../cleanup';
import type {
  Agent,
  AgentTemplate,
  HttpAnswer,
  OpenApi,
  Registration,
  Session,
  Tenant,
} from '../configurator';
import type { StoredRow } from '../database/stored-rows';
import type { OtherWriter } from '../database/other-writer';
import type { Burst, Turn } from '../dialogue';
import type { Actor } from '../journey/actor';
import type { OddFrames } from '../journey/odd-frames';
import type { Fields } from '../journey/registrar';
import type { Topics } from '../journey/topics';
import type { DialogueResults } from '../reporting';
import type { JourneyRecord } from '../journey/journey-record';

/** The fields of a request, and a text among them that nothing else in the database has. */
interface Asked {
  readonly fields: Fields;
  readonly mark: string;
}

/** What can be remembered from one step to another, by what it is. */
interface Memories {
  /** The users that "them" means. */
  people: readonly Actor[];
  /** What somebody asked to be registered with. */
  registration: Registration;
  /** What was thrown by something that was expected to be refused. */
  refusal: unknown;
  /** An answer of any status. */
  answer: HttpAnswer;
  /** What several users were answered to the same errand, by who they are. */
  answers: ReadonlyMap<string, HttpAnswer>;
  /** Answers of things that were done many times at once. */
  attempts: readonly PromiseSettledResult<unknown>[];
  /** Sign-ins of one user at one moment. */
  signIns: readonly PromiseSettledResult<Session>[];
  /** A user's session on another device. */
  otherSession: Session;
  /** The username that they were done with. */
  contestedName: string;
  templates: readonly AgentTemplate[];
  apiKey: string;
  /** An agent as it was before something was done to it. */
  before: Agent;
  /** What an agent was changed to. */
  changes: Readonly<Record<string, string>>;
  turns: readonly Turn[];
  /** Messages that were said at once. */
  burst: Burst;
  /** What somebody said before they lost their connection. */
  lastWords: string;
  topics: Topics;
  dialogues: DialogueResults;
  purges: readonly PurgeReport[];
  /** Rows as they were before a purge, by whose they are. */
  snapshots: ReadonlyMap<string, readonly StoredRow[]>;
  /** How many rows each table had. */
  rowCounts: ReadonlyMap<string, number>;
  systemRows: readonly StoredRow[];
  health: { readonly status: string; readonly services?: object };
  documentation: string;
  description: OpenApi;
  uses: ReadonlyMap<string, number>;
  journey: JourneyRecord;
  otherWriter: OtherWriter;
  /** Path of a database that is not the run's. */
  otherDatabase: string;
  /** What was asked for with a field as a table has it. */
  asked: Asked;
  /** Rows that belonged to no account before something was asked for. */
  ownerless: readonly StoredRow[];
  /** A tenant as it was before something was done to it. */
  tenantBefore: Tenant;
  oddFrames: OddFrames;
  /** The names that an agent was given at once. */
  newNames: readonly string[];
  /** The template id or the e-mail address that many asked for at once. */
  contested: string;
}

/** Asked for before anything has told it: a step is missing before this one. */
export class NotRemembered extends Error {
  override readonly name = 'NotRemembered';
}

/** What steps tell the steps after them; typed, and never silently empty. */
export class Memory {
  /** Transcripts of dialogues that were held without a connection of the scenario's own. */
  readonly transcripts: string[] = [];
  private readonly kept: Partial<Memories> = {};

  keep<Name extends keyof Memories>(name: Name, value: Memories[Name]): Memories[Name] {
    this.kept[name] = value;
    return value;
  }

  /** @throws NotRemembered */
  need<Name extends keyof Memories>(name: Name): Memories[Name] {
    if (!(name in this.kept)) throw new NotRemembered(`no step before this one has told about "${name}"`);
    return this.kept[name] as Memories[Name];
  }

  has(name: keyof Memories): boolean {
    return name in this.kept;
  }
}
