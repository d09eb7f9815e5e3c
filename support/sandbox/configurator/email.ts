/** Why an address is refused, in the words of the library that pydantic uses. */
export interface EmailProblem {
  readonly reason: string;
}

const LOCAL_CHARACTERS = /^[\p{L}\p{M}\p{N}!#$%&'*+\-/=?^_`{|}~.]$/u;
const DOMAIN_CHARACTERS = /^[\p{L}\p{M}\p{N}.-]$/u;

/** The address with its domain in lower case, as pydantic stores it, or the reason why it is none. */
export function parseEmail(text: string): string | EmailProblem {
  const at = text.lastIndexOf('@');
  if (at < 0) return { reason: 'An email address must have an @-sign.' };
  const local = text.slice(0, at);
  const domain = text.slice(at + 1);
  const reason = localProblem(local) ?? domainProblem(domain) ?? lengthProblem(local, domain);
  return reason === undefined ? `${local}@${domain.toLowerCase()}` : { reason };
}

function localProblem(local: string): string | undefined {
  if (local === '') return 'There must be something before the @-sign.';
  const strange = strangeCharacters(local, LOCAL_CHARACTERS);
  if (strange) return `The email address contains invalid characters before the @-sign: ${strange}.`;
  if (local.startsWith('.')) return 'An email address cannot start with a period.';
  if (local.endsWith('.')) return 'An email address cannot have a period immediately before the @-sign.';
  if (local.includes('..')) return 'An email address cannot have two periods in a row.';
  return undefined;
}

function domainProblem(domain: string): string | undefined {
  if (domain === '') return 'There must be something after the @-sign.';
  const strange = strangeCharacters(domain, DOMAIN_CHARACTERS);
  if (strange) return `The part after the @-sign contains invalid characters: ${strange}.`;
  if (domain.startsWith('.')) return 'An email address cannot have a period immediately after the @-sign.';
  if (domain.endsWith('.')) return 'An email address cannot end with a period.';
  if (domain.includes('..')) return 'An email address cannot have two periods in a row.';
  if (domain.startsWith('-')) return 'An email address cannot have a hyphen immediately after the @-sign.';
  if (domain.endsWith('-')) return 'An email address cannot end with a hyphen.';
  if (!domain.includes('.')) return 'The part after the @-sign is not valid. It should have a period.';
  return undefined;
}

/** The limits of RFC 5321: 64 octets before the @, 254 in all. */
function lengthProblem(local: string, domain: string): string | undefined {
  if (Buffer.byteLength(local) > 64) return 'The email address is too long before the @-sign.';
  if (Buffer.byteLength(`${local}@${domain}`) > 254) return 'The email address is too long.';
  return undefined;
}

function strangeCharacters(text: string, allowed: RegExp): string {
  const strange = new Set(Array.from(text).filter((char) => !allowed.test(char)));
  return Array.from(strange, (char) =>
    char === ' ' ? 'SPACE' : JSON.stringify(char).replaceAll('"', "'"),
  ).join(', ');
}
