import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { LedgerError } from './errors';
import { LedgerFold, type DamagedLine, type LedgerContents } from './ledger-contents';
import { LedgerEntry, type LedgerHeader } from './ledger-entries';

/**
 * The list of everything that a run creates, in a file that survives the run.
 *
 * One JSON object a line, only ever appended to; every line is on its way to the disk before the
 * method returns. Several processes may write to one file. It holds names and ids, never a password,
 * a token or a key.
 */
export class Ledger {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Begins a new ledger; throws LedgerError if there is a file at that path already. */
  static create(path: string, header: LedgerHeader): Ledger {
    const line = serialize({ entry: 'run', header: { ...header, urls: withoutCredentials(header.urls) } });
    mkdirSync(dirname(path), { recursive: true });
    try {
      writeFileSync(path, line, { flag: 'wx' });
    } catch (error) {
      throw new LedgerError(`the ledger ${path} cannot be begun: give each run a path of its own`, {
        cause: error,
      });
    }
    return new Ledger(path);
  }

  /** Goes on with a ledger that this or another process began; throws LedgerError if there is none. */
  static open(path: string): Ledger {
    if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
      throw new LedgerError(`there is no ledger at ${path}: give the path of a ledger that a run wrote`);
    }
    return new Ledger(path);
  }

  /** To be called before the registration is sent: from here on the user may exist. */
  userIntended(username: string, at: Date = new Date()): void {
    this.#append({ entry: 'user-intended', username, at: at.toISOString() });
  }

  userRegistered(user: { username: string; tenantId: string; userId: string }): void {
    const { username, tenantId, userId } = user;
    this.#append({ entry: 'user-registered', username, tenantId, userId });
  }

  /** The registration was refused with a status of 4xx, so it created nothing; with any other it might have. */
  userRefused(username: string, status: number): void {
    this.#append({ entry: 'user-refused', username, status });
  }

  /** To be called before the agent is created; returns the intent that the outcome is reported under. */
  agentIntended(agent: { tenantId: string; name: string; templateId?: string | undefined }): string {
    const { tenantId, name, templateId } = agent;
    const intent = randomUUID();
    this.#append({
      entry: 'agent-intended',
      intent,
      tenantId,
      name,
      ...(templateId !== undefined && { templateId }),
    });
    return intent;
  }

  agentCreated(intent: string, agentId: string): void {
    this.#append({ entry: 'agent-created', intent, agentId });
  }

  /** The agent was refused with a status of 4xx, so nothing was created and no usage counted. */
  agentRefused(intent: string, status: number): void {
    this.#append({ entry: 'agent-refused', intent, status });
  }

  templateIntended(templateId: string): void {
    this.#append({ entry: 'template-intended', templateId });
  }

  templateCreated(templateId: string): void {
    this.#append({ entry: 'template-created', templateId });
  }

  /** The template was refused with a status of 4xx; one of that id may belong to somebody else. */
  templateRefused(templateId: string, status: number): void {
    this.#append({ entry: 'template-refused', templateId, status });
  }

  /** These users were purged and the audit found nothing of them. */
  purged(usernames: readonly string[], at: Date = new Date()): void {
    this.#append({ entry: 'purged', usernames: [...usernames], at: at.toISOString() });
  }

  /**
   * What the ledger says now. Lines that cannot be read are passed over and listed as damaged;
   * throws LedgerError if the first line, which says what run this is, is one of them.
   */
  read(): LedgerContents {
    const fold = new LedgerFold();
    const damaged: DamagedLine[] = [];
    for (const [index, line] of this.#text().split('\n').entries()) {
      if (line === '') continue;
      const entry = parse(line);
      if (entry.success) fold.add(entry.data);
      else damaged.push({ line: index + 1, reason: entry.reason });
    }
    if (fold.header) return fold.contents(fold.header, damaged);
    throw new LedgerError(
      `${this.path} does not begin with the header of a run: it is not a ledger, or cut off`,
    );
  }

  #text(): string {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      throw new LedgerError(`the ledger ${this.path} cannot be read`, { cause: error });
    }
  }

  #append(entry: LedgerEntry): void {
    const line = serialize(entry);
    try {
      // The line break comes first: after a write that was cut off, the next line still stands by itself.
      appendFileSync(this.path, `\n${line}`);
    } catch (error) {
      throw new LedgerError(`the ledger ${this.path} cannot be written, so nothing more may be created`, {
        cause: error,
      });
    }
  }
}

function serialize(entry: LedgerEntry): string {
  const checked = LedgerEntry.safeParse(entry);
  if (checked.success) return JSON.stringify(checked.data);
  throw new LedgerError(`not an entry for the ledger: ${z.prettifyError(checked.error)}`);
}

function parse(line: string): { success: true; data: LedgerEntry } | { success: false; reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { success: false, reason: 'not JSON: the write was cut off' };
  }
  const entry = LedgerEntry.safeParse(value);
  return entry.success ? entry : { success: false, reason: z.prettifyError(entry.error) };
}

function withoutCredentials(urls: LedgerHeader['urls']): LedgerHeader['urls'] {
  return { configurator: withoutUserInfo(urls.configurator), reply: withoutUserInfo(urls.reply) };
}

function withoutUserInfo(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}
