/**
 * The idempotency key of a process manager's reaction to the event at `position`, about `subject`: running the reaction
 * again finds what it did. Look it up (`findByKey`) before deciding. An epoch of a lease never belongs into it.
 */
export function reactionKey(manager: string, position: number, subject: string): string {
  return `${manager}:${position}:${subject}`;
}
