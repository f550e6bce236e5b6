import type { Actor, Role } from '@bailiwick/kernel';

/** Who may use the service. */
export interface Users {
  /** The user whose token this is; undefined for anything else. Takes the same time for every wrong token. */
  authenticate(token: string): Promise<Actor | undefined>;
  /**
   * Makes a user, or gives an existing one a new role and a new token; the old token ends.
   * @returns the token: it is shown once and kept nowhere
   * @throws BailiwickError `bad-user-name`
   */
  add(name: string, role: Role): Promise<string>;
  list(): Promise<readonly Actor[]>;
}
