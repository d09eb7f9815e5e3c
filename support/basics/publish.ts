import { constants, copyFileSync, linkSync } from 'node:fs';
import { z } from 'zod';

/**
 * Gives a finished draft its name, unless that is taken: then returns false. Nobody sees half a file, and none is overwritten.
 * The draft stays.
 */
export function publish(draft: string, file: string): boolean {
  try {
    try {
      linkSync(draft, file);
    } catch (error) {
      if (codeOf(error) === 'EEXIST') throw error;
      // Some file systems know no links.
      copyFileSync(draft, file, constants.COPYFILE_EXCL);
    }
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** The code of an error of the system, such as ENOENT. */
export function codeOf(error: unknown): string | undefined {
  return z.object({ code: z.string() }).safeParse(error).data?.code;
}
