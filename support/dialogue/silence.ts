const CHOICE = 'the agent chose to stay silent';
const MODEL =
  'the language model has no key, no quota, or is not reachable: the log of the reply backend says (logs/reply_backend.log)';

/**
 * Why messages may stay unanswered, the likeliest first.
 * @param others whether other messages to the same backend were answered: then its language model works
 */
export function causesOfSilence(others: boolean): string[] {
  return [
    ...(others
      ? [CHOICE, 'the reply backend is overloaded', MODEL]
      : [MODEL, CHOICE, 'the reply backend is overloaded']),
    "the reply went to another connection: one with this x-uuid, or this connection's platform is not the message's",
  ];
}
