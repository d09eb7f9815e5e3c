import { setDefaultTimeout, setWorldConstructor, World, type IWorldOptions } from '@cucumber/cucumber';
import type { DefectId } from '../basics/defects';
import { keepSecret } from '../basics/secrets';
import { untilQuiet } from '../basics/wait';
import { Ledger, type PurgeTarget } from '../cleanup';
import { type AgentTemplate, Configurator, describeExchange, type Exchange } from '../configurator';
import { type Connection, ConnectionGroup, type Turn } from '../dialogue';
import { Actor, type Stage } from '../journey/actor';
import type { TestUser } from '../journey/accounts';
import { type CleanupResults, type CleanupScope, cleanupTestScenario } from '../journey/cleanup';
import { runWebSocketTests } from '../journey/dialogue-tests';
import type { Line } from '../journey/lines';
import { NameGiver } from '../journey/names';
import { PurgeLog } from '../journey/purge-log';
import { Registrar } from '../journey/registrar';
import type { Topics } from '../journey/topics';
import { identify } from '../processes';
import type { DialogueResults, Log } from '../reporting';
import { openRunLog } from '../run/logs';
import { Casualties } from './casualties';
import { followTheRun, hangUp } from './interruption';
import { Memory } from './memory';
import { isDryRun, type RunRecord, thisRun } from './run-record';
import { Traces } from './traces';

// Every wait has a deadline of its own and says what it waited for; this one only ends what none of them caught.
setDefaultTimeout(120_000);

const worker = process.env.CUCUMBER_WORKER_ID;
let scenariosSoFar = 0;

let opened: Log | undefined;

/** The log, where it is to tell of every request. */
function detailedLog({ settings, reports }: RunRecord): Log | undefined {
  if (settings.logLevel !== 'debug') return undefined;
  return (opened ??= openRunLog(reports, settings.logLevel));
}

/** A backend of the run has died, so whatever needs it cannot be told. */
export class BackendDied extends Error {
  override readonly name = 'BackendDied';
}

/** What a scenario has at hand: its users, what they were answered, and ways to look at what was stored. */
export class Suite extends World {
  readonly run: RunRecord = thisRun();
  readonly ledger = Ledger.open(this.run.ledger);
  readonly names: NameGiver;
  readonly configurator: Configurator;
  readonly registrar: Registrar;
  /** What is stored of whom. */
  readonly traces = new Traces(this.run.database);
  /** The defects that the system is known to have and that this scenario looks for. */
  defects: readonly DefectId[] = [];
  /** What steps tell the steps after them. */
  readonly memory = new Memory();
  private readonly casualties = new Casualties(this.run.folder);
  private readonly actors = new Map<string, Actor>();
  private readonly exchanges: Exchange[] = [];
  private readonly connections = new ConnectionGroup(hangUp);
  private readonly endings: (() => void | Promise<void>)[] = [];
  private knownTemplates: readonly AgentTemplate[] | undefined;

  constructor(options: IWorldOptions) {
    super(options);
    const { run } = this;
    keepSecret(run.settings.password);
    keepSecret(run.signingKey);
    scenariosSoFar += 1;
    const scope = `${run.tag}_${worker === undefined ? '' : `w${worker}`}s${scenariosSoFar}`;
    this.names = new NameGiver(run.settings.usernamePrefix, scope, run.settings.password);
    this.configurator = new Configurator({
      baseUrl: run.configUrl,
      timeoutMs: run.settings.requestTimeoutMs,
      signal: hangUp,
      onExchange: (exchange) => {
        this.exchanges.push(exchange);
        detailedLog(run)?.debug(describeExchange(exchange));
      },
    });
    this.registrar = new Registrar(this.configurator, this.ledger);
  }

  /** The user of this name in this scenario; made up at the first mention. */
  actor(nickname: string): Actor {
    const known = this.actors.get(nickname);
    if (known) return known;
    const actor = new Actor(nickname, this.stage);
    this.actors.set(nickname, actor);
    return actor;
  }

  /** The user of this name, registered if they have not been. */
  async registered(nickname: string): Promise<Actor> {
    const actor = this.actor(nickname);
    if (!actor.registered) await actor.register();
    return actor;
  }

  /** Every connection that a user of this scenario opened to an agent. */
  get lines(): readonly Line[] {
    return [...this.actors.values()].flatMap(({ lines }) => lines);
  }

  /** The first other user of this scenario who is registered. */
  someoneElseThan(nickname: string): Actor {
    const other = [...this.actors.values()].find((actor) => actor.nickname !== nickname && actor.registered);
    if (!other) throw new Error(`nobody but ${nickname} has registered in this scenario`);
    return other;
  }

  /** The template of this name, e.g. 友好助手. */
  async template(name: string): Promise<AgentTemplate> {
    this.knownTemplates ??= await this.configurator.templates();
    const template = this.knownTemplates.find((candidate) => candidate.name === name);
    if (!template) {
      throw new Error(
        `there is no template "${name}"; there are ${this.knownTemplates.map((known) => known.name).join(', ')}`,
      );
    }
    return template;
  }

  /** Purges, and notes it for the clean-up report of the run. */
  cleanUp(scope: CleanupScope, options: { dryRun?: boolean } = {}): CleanupResults {
    const { busyTimeoutMs } = this.run.settings;
    const results = cleanupTestScenario({ ...scope, ...options, database: this.run.database, busyTimeoutMs });
    if (!results.purge.dryRun) new PurgeLog(this.run.folder).add(results.purge);
    return results;
  }

  /** Users of the ledger as a target of the purge. */
  ledgerTarget(usernames: readonly string[]): PurgeTarget {
    return { kind: 'ledger', ledger: this.ledger.read(), usernames };
  }

  /**
   * Waits until nothing more is written about the users of this scenario: agents of a real MaiMBot note what they decide
   * after the reply. They are taken to rest when for twice the time of a reply nothing has come; those of the sandbox
   * note everything before.
   */
  async agentsRest(
    look: () => unknown = () =>
      [...this.actors.values()]
        .filter((actor) => actor.registered)
        .map((actor) => this.traces.everythingOf(actor)),
  ): Promise<void> {
    const { mode, settleMs, replyTimeoutMs } = this.run.settings;
    const talks = this.memory.has('dialogues') ? this.memory.need('dialogues').records : [];
    const turns = [...this.lines.map(({ conversation }) => conversation), ...talks].flatMap(
      (talk) => talk.turns,
    );
    if (mode === 'sandbox' || turns.length === 0) return;
    const slowestMs = Math.max(...turns.map(({ firstReplyMs = 0 }) => firstReplyMs));
    await untilQuiet(look, {
      what: 'the agents to note all that they decided',
      quietMs: settleMs + 2 * slowestMs,
      deadlineMs: 2 * replyTimeoutMs,
      everyMs: 200,
    });
  }

  /** Remembers every row of every registered user of this scenario. */
  noteWhatEverybodyHas(): void {
    const registered = [...this.actors].filter(([, actor]) => actor.registered);
    const everything = registered.map(([name, actor]) => [name, this.traces.everythingOf(actor)] as const);
    this.memory.keep('snapshots', new Map(everything));
  }

  /** A name of this scenario alone, such that names which begin alike still do. */
  uniqueName(name: string): string {
    return `${this.names.stem}${name}`;
  }

  /** Closes a connection when the scenario is over, and shows what was said on it if the scenario failed. */
  watch(connection: Connection): Connection {
    this.connections.add(connection);
    return connection;
  }

  /** Lets users talk to all of their agents at once. */
  async talk(users: readonly TestUser[], messages: number, topics?: Topics): Promise<DialogueResults> {
    const templates = await this.configurator.templates();
    const dialogues = await runWebSocketTests({
      users,
      replyUrl: this.run.replyUrl,
      kinds: new Map(templates.map(({ template_id, name }) => [template_id, name])),
      settings: { ...this.run.settings, messages },
      signal: hangUp,
      ...(topics === undefined ? {} : { topics }),
    });
    this.memory.transcripts.push(
      ...dialogues.records.filter(({ completed }) => !completed).map(({ transcript }) => transcript),
    );
    return this.memory.keep('dialogues', dialogues);
  }

  /** Does something that may be refused, and remembers the refusal for the steps that follow. */
  async attempt(action: () => unknown): Promise<void> {
    try {
      await action();
      this.memory.keep('refusal', undefined);
    } catch (error) {
      this.memory.keep('refusal', error);
    }
  }

  /** Does something when the scenario is over, whatever its outcome; the last thing asked for comes first. */
  whenOver(end: () => void | Promise<void>): void {
    this.endings.unshift(end);
  }

  /** Ends what the scenario began. */
  async end(): Promise<void> {
    for (const end of this.endings) await end();
    await Promise.all(this.connections.all.map(async (connection) => connection.close()));
    this.connections.done();
    this.traces.close();
  }

  /** Attaches what was said over HTTP and WebSocket, and whether a backend died. */
  showEvidence(): void {
    const died = this.casualties.all();
    if (died.length > 0)
      this.attach(died.join('\n\n'), { mediaType: 'text/plain', fileName: 'backends-that-died.txt' });
    if (this.exchanges.length > 0) {
      const shown = this.exchanges.slice(-20).map(describeExchange).join('\n\n');
      this.attach(shown, { mediaType: 'text/plain', fileName: 'http-exchanges.txt' });
    }
    const transcripts = [
      ...this.connections.all.map((connection) => connection.transcript.toText()),
      ...this.memory.transcripts,
    ];
    for (const transcript of transcripts)
      this.attach(transcript, { mediaType: 'text/plain', fileName: 'transcript.txt' });
  }

  /** @throws BackendDied when a backend of the run is no longer there */
  checkBackends(): void {
    const died = this.casualties.all();
    if (died.length > 0)
      throw new BackendDied(`this scenario needs both backends, but during the run ${died.join('\nand ')}`);
  }

  /** The turns of the dialogue that the scenario is about. */
  get turns(): readonly Turn[] {
    return this.memory.need('turns');
  }

  private get stage(): Stage {
    const { replyTimeoutMs, settleMs, requestTimeoutMs, knownDefects } = this.run.settings;
    return {
      configurator: this.configurator,
      registrar: this.registrar,
      names: this.names,
      replyUrl: this.run.replyUrl,
      replyTimeoutMs,
      settleMs,
      requestTimeoutMs,
      tokensASecondApart: knownDefects.includes('D05'),
      onConnection: (connection) => this.watch(connection),
    };
  }
}

// In a dry run there is no run that a world could be made of.
if (!isDryRun()) {
  setWorldConstructor(Suite);
  if (worker !== undefined) followTheRun(thisRun(), identify(process.pid));
}
