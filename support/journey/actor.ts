import { dialogueKey } from '../basics/identifiers';
import { secondOver } from '../basics/wait';
import {
  type Agent,
  type AgentDraft,
  type AgentTemplate,
  type Configurator,
  type HttpAnswer,
  readAgent,
  readSession,
  type Registration,
  type Session,
  type UserInfo,
} from '../configurator';
import {
  connect,
  type Connection,
  Conversation,
  makeMessage,
  type MessageEnvelope,
  type Speaker,
  type Turn,
  testGroup,
} from '../dialogue';
import type { TestAgent, TestUser } from './accounts';
import { type CompleteRegistration, makeRareName, type NameGiver } from './names';
import type { OwnWords } from './given-value';
import type { Line } from './lines';
import type { Fields, Registrar } from './registrar';

/** What actors share. */
export interface Stage {
  readonly configurator: Configurator;
  readonly registrar: Registrar;
  readonly names: NameGiver;
  readonly replyUrl: string;
  readonly replyTimeoutMs: number;
  readonly settleMs: number;
  readonly requestTimeoutMs: number;
  /** Whether a user waits for the next second before asking for another token: the system cannot make two in one (known defect D05). */
  readonly tokensASecondApart: boolean;
  /** Told of every connection, so that it can be closed and shown. */
  readonly onConnection: (connection: Connection) => void;
}

/** Somebody did something that needs an account, an agent or a dialogue that they do not have. */
export class OutOfOrder extends Error {
  override readonly name = 'OutOfOrder';
}

/** How a dialogue is opened and waited for, where it differs from the settings. */
export interface DialogueOptions {
  readonly keyIn?: 'header' | 'query';
  readonly replyTimeoutMs?: number;
  /** The connection's id; without it the server makes one up. */
  readonly uuid?: string;
  /** Whether the dialogue is held without a group. */
  readonly inPrivate?: boolean;
}

/** A dialogue and the connection that it is held on. */
export interface OpenDialogue {
  readonly connection: Connection;
  readonly conversation: Conversation;
}

/** A user of MaiMBot as a test plays them: knows their own data, token, agents and dialogues. */
export class Actor {
  /** What this user registers with unless told otherwise. */
  readonly draft: CompleteRegistration;
  readonly agents: TestAgent[] = [];
  private readonly rare = makeRareName();
  private readonly sessions: Session[] = [];
  private lastTokenAt = 0;
  /** Every connection that this user opened to an agent, in order. */
  readonly lines: Line[] = [];
  private readonly conversations = new Map<string, Conversation>();

  constructor(
    readonly nickname: string,
    private readonly stage: Stage,
  ) {
    this.draft = stage.names.next();
  }

  /** @throws ConfiguratorError when refused */
  async register(registration: Partial<Registration> = this.draft): Promise<Session> {
    return this.begin(await this.stage.registrar.register(registration));
  }

  /** Asks for a registration with any fields; whoever is let in is registered from then on. */
  async tryRegister(fields: Fields): Promise<HttpAnswer> {
    const answer = await this.stage.registrar.tryRegister(fields);
    const session = answer.status === 201 ? readSession(answer.body) : undefined;
    if (session) this.begin(session);
    return answer;
  }

  /** What tables may call this user by. */
  get words(): OwnWords {
    return { own: this.draft.username, rare: this.rare };
  }

  async signIn(password = this.draft.password): Promise<Session> {
    await this.nextSecond();
    return this.begin(await this.stage.configurator.login(this.account.username, password));
  }

  /** Signs in once more, and goes on with the session from before. */
  async signInElsewhere(): Promise<Session> {
    await this.nextSecond();
    const session = await this.stage.configurator.login(this.account.username, this.draft.password);
    this.lastTokenAt = Date.now();
    return session;
  }

  /** Gets a new token for the refresh token. */
  async renewToken(): Promise<void> {
    await this.nextSecond();
    const { access_token } = await this.stage.configurator.refresh(this.session.refresh_token);
    this.begin({ ...this.session, access_token });
  }

  get registered(): boolean {
    return this.sessions.length > 0;
  }

  get session(): Session {
    const session = this.sessions.at(-1);
    if (!session) throw new OutOfOrder(`${this.nickname} has not registered yet`);
    return session;
  }

  /** The session before the last one. */
  get earlierSession(): Session {
    const session = this.sessions.at(-2);
    if (!session) throw new OutOfOrder(`${this.nickname} has had one session only`);
    return session;
  }

  get token(): string {
    return this.session.access_token;
  }

  /** The account as the server described it when this user came in last. */
  get account(): UserInfo {
    return this.session.user_info;
  }

  /** The agent that was created last, or the one of this name. */
  agent(name?: string): TestAgent {
    const agent =
      name === undefined ? this.agents.at(-1) : this.agents.find((candidate) => candidate.name === name);
    if (!agent)
      throw new OutOfOrder(
        `${this.nickname} has no agent${name === undefined ? '' : ` called "${name}"`} yet`,
      );
    return agent;
  }

  /** Creates an agent; without a name it gets one by the pattern of the older system. */
  async createAgent(template: AgentTemplate | undefined, draft: Partial<AgentDraft> = {}): Promise<Agent> {
    const created = await this.stage.registrar.createAgent(
      { token: this.token, tenantId: this.account.tenant_id },
      {
        name: `${this.account.username}_agent_${this.agents.length + 1}`,
        ...(template ? { template_id: template.template_id } : {}),
        ...draft,
      },
    );
    this.agents.push({
      agentId: created.agent_id,
      name: created.name,
      tenantId: created.tenant_id,
      templateId: draft.template_id ?? template?.template_id,
    });
    return created;
  }

  /** Asks for an agent with any fields; one that is made is this user's from then on. */
  async tryCreateAgent(fields: Fields): Promise<HttpAnswer> {
    const owner = { token: this.token, tenantId: this.account.tenant_id };
    const answer = await this.stage.registrar.tryCreateAgent(owner, fields);
    const agent = answer.status === 200 ? readAgent(answer.body) : undefined;
    if (agent)
      this.agents.push({
        agentId: agent.agent_id,
        name: agent.name,
        tenantId: agent.tenant_id,
        templateId: typeof fields.template_id === 'string' ? fields.template_id : undefined,
      });
    return answer;
  }

  /** The dialogue with an agent, opened at the first call. */
  async dialogueWith(agent: TestAgent, options: DialogueOptions = {}): Promise<Conversation> {
    const known = this.conversations.get(agent.agentId);
    if (known) return known;
    const { conversation } = await this.openDialogue(agent, options);
    this.conversations.set(agent.agentId, conversation);
    return conversation;
  }

  /** A new connection to an agent, and the dialogue on it. */
  async openDialogue(agent: TestAgent, options: DialogueOptions = {}): Promise<OpenDialogue> {
    const { stage } = this;
    const connection = await connect({
      url: stage.replyUrl,
      key: dialogueKey(agent.tenantId, agent.agentId),
      keyIn: options.keyIn ?? 'header',
      openTimeoutMs: stage.requestTimeoutMs,
      ...(options.uuid === undefined ? {} : { uuid: options.uuid }),
    });
    stage.onConnection(connection);
    const conversation = new Conversation(connection, {
      speaker: this.speaker,
      ...(options.inPrivate ? {} : { group: testGroup(agent.tenantId, this.account.username) }),
      replyTimeoutMs: options.replyTimeoutMs ?? stage.replyTimeoutMs,
      settleMs: stage.settleMs,
      receiptTimeoutMs: stage.requestTimeoutMs,
    });
    this.lines.push({ owner: this.nickname, agent, connection, conversation });
    return { connection, conversation };
  }

  /** The connection that was opened last. */
  line(): Line {
    const line = this.lines.at(-1);
    if (!line) throw new OutOfOrder(`${this.nickname} is not connected to any agent yet`);
    return line;
  }

  /** Everything that was said on all connections, in the order in which these were opened. */
  get turns(): Turn[] {
    return this.lines.flatMap(({ conversation }) => conversation.turns);
  }

  /** A message to an agent as this user's dialogue would send it. */
  messageTo(agent: TestAgent, text: string): MessageEnvelope {
    return makeMessage({
      key: dialogueKey(agent.tenantId, agent.agentId),
      speaker: this.speaker,
      group: testGroup(agent.tenantId, this.account.username),
      text,
    });
  }

  /** Who this user is in a dialogue. */
  get speaker(): Speaker {
    return { userId: this.account.user_id, nickname: this.account.username };
  }

  private begin(session: Session): Session {
    this.sessions.push(session);
    this.lastTokenAt = Date.now();
    return session;
  }

  /** Where it matters, waits until the second in which the last token was made is over. */
  private async nextSecond(): Promise<void> {
    if (!this.stage.tokensASecondApart) return;
    await secondOver(this.lastTokenAt);
  }

  /** This user as the library's functions know users. */
  asTestUser(): TestUser {
    const { account, session } = this;
    return {
      username: account.username,
      password: this.draft.password,
      tenantId: account.tenant_id,
      userId: account.user_id,
      tenantName: account.tenant_name,
      apiKey: account.api_key,
      token: session.access_token,
      refreshToken: session.refresh_token,
      agents: this.agents,
    };
  }
}
