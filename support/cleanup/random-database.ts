import * as fc from 'fast-check';
import type { LedgerUser } from './ledger-contents';
import type { PurgeTarget } from './owners';
import { randomSchema, type RandomTable, type SchemaPlan } from './random-schema';
import type { Row } from './test-database';
import { md5, personOf, streamsOf, TEMPLATES, systemTraces, type TracedUser, tracesOf } from './test-traces';

/**
 * - `run`: made by the run, must go
 * - `kept`: made by somebody else, must stay
 * - `quoting`: somebody else's that contains an identifier of the run; must stay, and the audit must find it
 */
export type Fate = 'run' | 'kept' | 'quoting';

export interface FatedRow {
  readonly table: string;
  readonly row: Row;
  readonly fate: Fate;
}

/** A database full of the rows of a run and of lookalikes, with what must become of each row. */
export interface RandomDatabase {
  /** SQL that adds tables and columns to those of MaiMBot. */
  readonly additions: readonly string[];
  readonly rows: readonly FatedRow[];
  readonly target: PurgeTarget;
  readonly usernames: readonly string[];
  /** How many agents of the run were made from each of the templates. */
  readonly uses: readonly number[];
}

const PREFIXES = ['testuser', 'te_t', '测试用户', 'a%b', 'Ünï', 'testuser_k3x9q2'];

/** The run's: a user of the ledger who bears its tag can be told by the name. */
const RUN_ID = '20261122_080000_k3x9q2';

/**
 * - `owning column`: a tenant, user, agent, stream or person column holds an identifier of the run
 * - `containing`: another cell contains one, in a row of the run or of the system
 * - `quoting`: another cell contains one, in a row of a stranger
 * - `lookalike`: a cell holds what is almost one
 * - `named`: a person of whom nothing but the name of a user of the run is known
 */
type Flavour = 'owning column' | 'containing' | 'quoting' | 'lookalike' | 'named';
const FLAVOURS: readonly Flavour[] = ['owning column', 'containing', 'quoting', 'lookalike', 'named'];

/** Databases of random rows; everything is derived from a few numbers, so a failing case can be repeated. */
export const randomDatabase: fc.Arbitrary<RandomDatabase> = fc
  .record({
    seed: fc.nat(),
    prefix: fc.constantFrom(...PREFIXES),
    target: fc.constantFrom('ids', 'names', 'tenants', 'prefix', 'ledger'),
    own: fc.array(fc.record({ agents: fc.nat(2), template: fc.nat(2) }), { minLength: 1, maxLength: 3 }),
    strangers: fc.array(fc.record({ agents: fc.nat(2), template: fc.nat(2), name: fc.nat(7) }), {
      maxLength: 3,
    }),
    schema: randomSchema,
    scattered: fc.array(
      fc.record({
        flavour: fc.constantFrom(...FLAVOURS),
        picks: fc.array(fc.nat(), { minLength: 8, maxLength: 8 }),
      }),
      { maxLength: 25 },
    ),
  })
  .map(build);

interface Numbers {
  readonly seed: number;
  readonly prefix: string;
  readonly target: string;
  readonly own: readonly { agents: number; template: number }[];
  readonly strangers: readonly { agents: number; template: number; name: number }[];
  readonly schema: SchemaPlan;
  readonly scattered: readonly { flavour: Flavour; picks: number[] }[];
}

function build(numbers: Numbers): RandomDatabase {
  const { seed, prefix, schema } = numbers;
  const own = numbers.own.map(({ agents }, index) =>
    user(`${prefix}_${index + 1}`, agents, `own ${seed} ${index}`),
  );
  const strangers = numbers.strangers.flatMap(({ agents, name }, index) => {
    const username = lookalike(`${prefix}_1`, name);
    const taken = own.some((one) => one.username === username);
    const hit = numbers.target === 'prefix' && username.startsWith(prefix);
    return taken || hit ? [] : [user(username, agents, `stranger ${seed} ${index}`)];
  });
  const tellsByName = numbers.target === 'ledger' && prefix.endsWith('_k3x9q2');
  const scatter = new Scatter(own, strangers, schema.tables, tellsByName);
  const rows = [
    ...systemTraces().map(([table, row]): FatedRow => ({ table, row, fate: 'kept' })),
    ...own.flatMap((one, index) => traced(one, numbers.own[index]?.template ?? 0, 'run')),
    ...strangers.flatMap((one, index) => traced(one, numbers.strangers[index]?.template ?? 0, 'kept')),
    ...numbers.scattered.flatMap(({ flavour, picks }) => scatter.row(flavour, picks)),
  ];
  return {
    additions: schema.additions,
    rows: shuffle(rows, seed),
    target: targetOf(numbers, own),
    usernames: own.map(({ username }) => username),
    uses: TEMPLATES.map((_, template) =>
      numbers.own.reduce((sum, one) => sum + (one.template === template ? one.agents : 0), 0),
    ),
  };
}

function shuffle<T>(rows: readonly T[], seed: number): T[] {
  const placed = rows.map((row, index) => ({ row, place: md5(`${seed} ${index}`) }));
  return placed.sort((one, other) => (one.place < other.place ? -1 : 1)).map(({ row }) => row);
}

function targetOf({ target, prefix, own: numbers }: Numbers, own: readonly TracedUser[]): PurgeTarget {
  if (target === 'ids') return { kind: 'users', users: own };
  if (target === 'names') return { kind: 'users', users: own.map(({ username }) => ({ username })) };
  if (target === 'tenants') return { kind: 'tenants', tenantIds: own.map(({ tenantId }) => tenantId) };
  if (target === 'prefix') return { kind: 'prefix', prefix };
  const users = own.map(({ username, tenantId, userId, agentIds }, index): LedgerUser => {
    const template = TEMPLATES[numbers[index]?.template ?? 0]?.template_id;
    const agents = agentIds.map((agentId) => ({
      intent: agentId,
      tenantId,
      name: 'renamed since',
      state: 'created' as const,
      agentId,
      ...(typeof template === 'string' && { templateId: template }),
    }));
    return { username, state: 'registered', unanswered: 0, registrations: [{ tenantId, userId }], agents };
  });
  const urls = { configurator: 'http://localhost:1', reply: 'ws://localhost:2' };
  const header = { runId: RUN_ID, mode: 'sandbox', urls, prefix, startedAt: '2026-11-22T08:00:00.000Z' };
  return { kind: 'ledger', ledger: { header, users, templates: [], damaged: [] } };
}

function user(username: string, agents: number, salt: string): TracedUser {
  const digits = (what: string): string => md5(`${what} of ${salt}`).slice(0, 16);
  return {
    username,
    tenantId: `tenant_${digits('tenant')}`,
    userId: `user_${digits('user')}`,
    agentIds: Array.from({ length: agents }, (_, index) => `agent_${digits(`agent ${index}`)}`),
  };
}

function lookalike(username: string, pick: number): string {
  const names = [
    `${username}0`,
    `${username} `,
    `x${username}`,
    username.toUpperCase(),
    username.toLowerCase(),
    username.replaceAll('_', 'x'),
    username.replaceAll('%', 'xx'),
    username.slice(1),
  ];
  return names[pick % names.length] ?? username;
}

function traced(one: TracedUser, template: number, fate: Fate): FatedRow[] {
  const persona = String(TEMPLATES[template]?.persona ?? 'made without a template');
  return tracesOf(one, { persona }).map(([table, row]) => ({
    table,
    row,
    fate: table === 'llm_usage' ? 'kept' : fate,
  }));
}

/** Makes single rows that name the run, or seem to, in any table. */
class Scatter {
  readonly #identifiers: readonly string[];
  readonly #foreign: readonly TracedUser[];
  readonly #own: readonly TracedUser[];
  readonly #tables: readonly RandomTable[];
  #made = 0;

  constructor(
    own: readonly TracedUser[],
    strangers: readonly TracedUser[],
    tables: readonly RandomTable[],
    private readonly tellsByName: boolean,
  ) {
    this.#own = own;
    this.#foreign = strangers;
    this.#tables = tables;
    this.#identifiers = own.flatMap((one) => [
      one.tenantId,
      one.userId,
      ...one.agentIds.flatMap((agentId) => [
        agentId,
        streamsOf(one, agentId).own,
        streamsOf(one, agentId).shadow,
      ]),
      ...(one.agentIds.length > 0 ? [personOf(one)] : []),
    ]);
  }

  row(flavour: Flavour, picks: readonly number[]): FatedRow[] {
    const [whichTable = 0, whichColumn = 0, whichIdentifier = 0, whichTenant = 0, whichText = 0] = picks;
    const table = this.#tables[whichTable % this.#tables.length];
    const identifier = pick(this.#identifiers, whichIdentifier) ?? '';
    if (!table) return [];
    const fated = (fate: Fate, row: Row): FatedRow[] => [
      { table: table.name, row: { ...table.filler(++this.#made), ...row }, fate },
    ];
    switch (flavour) {
      case 'owning column': {
        const column = pick([...table.owners, ...table.tenants], whichColumn);
        if (column === undefined) return [];
        return fated('run', {
          ...this.#tenants(table, ['default', this.#stranger(whichTenant)], whichTenant),
          [column]: identifier,
        });
      }
      case 'containing': {
        const column = pick(table.texts, whichColumn);
        if (column === undefined) return [];
        const tenant = pick(['default', '', pick(this.#own, whichTenant)?.tenantId ?? ''], whichTenant) ?? '';
        return fated('run', {
          ...this.#tenants(table, [tenant], 0),
          [column]: wrap(identifier, whichText, this.#made),
        });
      }
      case 'quoting': {
        const column = pick(table.texts, whichColumn);
        const stranger = pick(this.#foreign, whichTenant);
        if (column === undefined || (table.tenants.length === 0 && !(table.user && stranger))) return [];
        const owner = table.tenants.length > 0 ? this.#tenants(table, [this.#stranger(whichTenant)], 0) : {};
        const user: Row =
          table.tenants.length === 0 && table.user && stranger ? { [table.user]: stranger.userId } : {};
        return fated('quoting', { ...owner, ...user, [column]: wrap(identifier, whichText, this.#made) });
      }
      case 'named': {
        const username = pick(this.#own, whichIdentifier)?.username ?? '';
        const ofSystem = whichTenant % 3 > 0;
        const person = this.#tables.find(({ name }) => name === 'person_info');
        const made = ++this.#made;
        const row = {
          ...person?.filler(made),
          ...(person && this.#tenants(person, [ofSystem ? 'default' : this.#stranger(whichTenant)], 0)),
          person_id: `odd ${made}`,
          nickname: whichText % 3 > 0 ? username : `${username} `,
        };
        const fate = this.tellsByName && ofSystem && whichText % 3 > 0 ? 'run' : 'kept';
        return [{ table: 'person_info', row, fate }];
      }
      case 'lookalike': {
        const column = pick([...table.texts, ...table.owners], whichColumn);
        const tenants = this.#tenants(table, ['default', this.#stranger(whichTenant)], whichTenant);
        const text = nearMiss(identifier, pick(this.#own, whichText)?.username ?? '', whichText);
        return fated('kept', {
          ...tenants,
          ...(column !== undefined && { [column]: `${text} ${this.#made}` }),
        });
      }
    }
  }

  #stranger(which: number): string {
    return pick(this.#foreign, which)?.tenantId ?? 'tenant_ffffffffffffffff';
  }

  #tenants(table: RandomTable, values: readonly string[], which: number): Row {
    return Object.fromEntries(
      table.tenants.map((column, index) => [column, pick(values, which + index) ?? '']),
    );
  }
}

function pick<T>(from: readonly T[], which: number): T | undefined {
  return from[which % Math.max(1, from.length)];
}

/** The identifier within other text; unique, since some columns must be. */
function wrap(identifier: string, which: number, unique: number): string | Uint8Array {
  const texts = [
    `${identifier} ${unique}`,
    `z${unique}z${identifier}9f`,
    `{"a":["${identifier}",${unique}]}`,
    `群${identifier}的${unique}`,
    Buffer.from(`bytes ${unique} ${identifier}`),
  ];
  return pick(texts, which) ?? identifier;
}

function nearMiss(identifier: string, username: string, which: number): string {
  const last = identifier.endsWith('0') ? '1' : '0';
  const texts = [
    `${identifier.slice(0, -1)}${last}`,
    identifier.slice(0, -1),
    identifier.slice(identifier.indexOf('_') + 2),
    identifier.toUpperCase(),
    `hello ${username}, and every testuser`,
    `${username}0`,
    'default',
  ];
  return pick(texts, which) ?? '';
}
