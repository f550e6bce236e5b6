export { FileUsers, type FileUsersOptions } from './adapters/file-users.js';
export type { Users } from './application/users.port.js';
export { includesRole, isUserName } from './domain/user.js';
export { type AuthenticatedRequest, Needs, Open, TokenGuard, USERS } from './nest/token.guard.js';
