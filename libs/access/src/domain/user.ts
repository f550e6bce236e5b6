import { type Role, ROLES } from '@bailiwick/kernel';

/** Somebody who may use the service; the token itself is never kept, only its SHA-256. */
export interface User {
  readonly name: string;
  readonly role: Role;
  /** SHA-256 of the token, hex. */
  readonly tokenHash: string;
}

/** True when `role` includes what `needed` may do: viewer < ops < approver < admin. */
export function includesRole(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u;

/** True for a name that may stand in `meta.actor`, logs and file formats. */
export function isUserName(text: string): boolean {
  return NAME.test(text);
}
