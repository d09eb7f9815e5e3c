import { type Attachment, AttachmentContentEncoding, type Envelope } from '@cucumber/messages';
import { mask } from '../basics/secrets';

/**
 * Replaces secrets in a message before any formatter sees it, so that no report can hold one.
 * Cucumber calls messages read-only but hands the same object on to its formatters: checked by a test, since nobody promises it.
 */
export function maskEnvelope(envelope: Envelope): void {
  if (envelope.attachment) maskAttachment(envelope.attachment);
  maskTexts(envelope);
}

function maskAttachment(attachment: Attachment): void {
  if (attachment.contentEncoding !== AttachmentContentEncoding.BASE64) return;
  const text = Buffer.from(attachment.body, 'base64').toString('utf8');
  const masked = mask(text);
  if (masked !== text) (attachment as { body: string }).body = Buffer.from(masked, 'utf8').toString('base64');
}

function maskTexts(value: object): void {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    if (typeof inner === 'string') {
      const masked = mask(inner);
      if (masked !== inner) (value as Record<string, unknown>)[key] = masked;
    } else if (typeof inner === 'object' && inner !== null) maskTexts(inner);
  }
}
