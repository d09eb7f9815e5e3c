import { SignJWT } from 'jose';
import { makeIdentifier } from '../../basics/identifiers';
import type { Bindings } from './placeholders';
import { PUBLISHED_KEY } from '../../basics/defects';

/**
 * Gives values to the placeholders that the recorder made up itself, so that no answer brings them.
 * To be called when the first two users are registered. `signingKey` is the key that the server verifies with.
 */
export async function bindForgeries(bindings: Bindings, signingKey: string): Promise<void> {
  const user = bindings.valueOf('<user:1>');
  const tenant = bindings.valueOf('<tenant:1>');
  const inAnHour = Math.floor(Date.now() / 1000) + 3600;
  const anHourAgo = inAnHour - 7200;
  bindings.bind('<jwt:29>', await forge('another-key-than-the-servers', user, tenant, inAnHour));
  bindings.bind('<jwt:31>', await forge(PUBLISHED_KEY, user, tenant, inAnHour));
  // The recorder signed these two with the published key, which the real server uses. Their point is the expiry
  // and the tenant: with a key that the server does not accept they would be refused for the key alone.
  bindings.bind('<jwt:30>', await forge(signingKey, user, tenant, anHourAgo));
  bindings.bind('<jwt:32>', await forge(signingKey, user, bindings.valueOf('<tenant:2>'), inAnHour));
  bindings.bind('<agent:11>', makeIdentifier('agent'));
}

/** An access token as MaiMBot's, made by us. `expiry` is in seconds since the epoch. */
async function forge(key: string, userId: string, tenantId: string, expiry: number): Promise<string> {
  return new SignJWT({
    user_id: userId,
    tenant_id: tenantId,
    type: 'access',
    exp: expiry,
    iat: expiry - 3600,
  })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(new TextEncoder().encode(key));
}
