import { messageOf } from '../basics/errors';
import type { Actor } from '../journey/actor';
import type { Suite } from './world';

/**
 * Whether MaiMBot still does its ordinary work: says that it is well, lets the user in who was not yet registered,
 * makes an agent and finds it again. Resolves with what did not work, a sentence each; makes an agent of the user.
 */
export async function troublesOf(suite: Suite, actor: Actor): Promise<string[]> {
  const troubles: string[] = [];
  const works = async (what: string, deed: () => Promise<unknown>): Promise<void> => {
    try {
      if ((await deed()) === false) troubles.push(`${what}: it is not there`);
    } catch (error) {
      troubles.push(`${what}: ${messageOf(error)}`);
    }
  };
  await works('MaiMBot says that it is well', async () => suite.configurator.health());
  if (!actor.registered) await works(`${actor.nickname} registers`, async () => actor.register());
  if (!actor.registered) return troubles;
  await works(`${actor.nickname} creates an agent and finds it`, async () => {
    const { agent_id } = await actor.createAgent(undefined);
    const listed = await suite.configurator.agents(actor.token);
    return listed.some((agent) => agent.agent_id === agent_id);
  });
  return troubles;
}
