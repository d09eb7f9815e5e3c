import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isIdentifier } from './run-identifiers';
import { hasKnownShape, IdentifierSearch, TextSearch } from './text-search';

/** A file beside the database that still names a run. It is MaiMBot's own: reported, never edited. */
export interface Mention {
  readonly file: string;
  /** The identifiers and usernames that it contains. */
  readonly names: readonly string[];
}

// MaiMBot keeps names of groups and of people there, and writes the file again from its memory (contract: database).
const FILES = ['local_store.json'];

/** Looks for identifiers, and for usernames as whole words, in the files that MaiMBot keeps beside its database. */
export function mentionsBeside(
  databasePath: string,
  identifiers: readonly string[],
  usernames: readonly string[],
): Mention[] {
  const known = new IdentifierSearch();
  for (const identifier of identifiers) known.add(identifier);
  const others = TextSearch.anywhere(identifiers.filter((identifier) => !hasKnownShape(identifier)));
  const people = TextSearch.wholeWords(usernames);
  return FILES.flatMap((name) => {
    const file = path.join(path.dirname(databasePath), name);
    const text = textOf(file);
    const names = [...known.allIn(text), ...others.allIn(text), ...people.allIn(text)];
    return names.length === 0 ? [] : [{ file, names }];
  });
}

/**
 * Removes the folders that MaiMBot makes for a tenant under `config/tenants`, where there is no file in them: seen on the
 * real one, which leaves them empty. Returns those that were removed, and those that stay since somebody wrote into them.
 */
export function removeTenantFolders(
  databasePath: string,
  identifiers: readonly string[],
): { readonly removed: number; readonly left: readonly Mention[] } {
  const tenants = path.join(path.dirname(databasePath), '..', 'config', 'tenants');
  const there = new Set(foldersIn(tenants));
  const ours = identifiers.filter((id) => isIdentifier('tenant', id) && there.has(id));
  const staying = ours.filter((id) => !removeIfEmpty(path.join(tenants, id)));
  return {
    removed: ours.length - staying.length,
    left: staying.map((id) => ({ file: path.join(tenants, id), names: [id] })),
  };
}

/** Whether it could be removed: no folder is worth that a clean-up which has removed every row counts as failed. */
function removeIfEmpty(folder: string): boolean {
  try {
    if (hasFile(folder)) return false;
    rmSync(folder, { recursive: true });
    return true;
  } catch {
    return false;
  }
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function hasFile(folder: string): boolean {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).some((entry) => !entry.isDirectory());
}

/** One clause for a summary; empty where no file names the run. */
export function describeMentions(mentions: readonly Mention[]): string {
  return mentions
    .map(
      ({ file, names }) =>
        `; MaiMBot's own ${path.basename(file)} still has ${names.length} of the names, and is left as it is`,
    )
    .join('');
}

function textOf(file: string): string {
  try {
    const text = readFileSync(file, 'utf8');
    // MaiMBot may write characters beyond ASCII as escapes.
    return text.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  } catch {
    // Most databases have no such file beside them.
    return '';
  }
}
