import {
  type CanActivate,
  type ExecutionContext,
  ForbiddenException,
  Inject,
  Injectable,
  SetMetadata,
  UnauthorizedException,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Actor, Role } from '@bailiwick/kernel';
import type { Users } from '../application/users.port.js';
import { includesRole } from '../domain/user.js';

export const USERS = Symbol('USERS');
const NEEDS = 'bailiwick:needs';
const OPEN = 'bailiwick:open';

/** The least role that may call a route; without it any user may. */
export const Needs = (role: Role) => SetMetadata(NEEDS, role);

/** A route that wants no token: health checks and the API's description. */
export const Open = () => SetMetadata(OPEN, true);

/** A request after the guard has let it in. */
export interface AuthenticatedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  actor?: Actor;
}

/** Lets a request in when its bearer token belongs to a user whose role suffices. */
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(
    @Inject(USERS) private readonly users: Users,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    if (this.reflector.getAllAndOverride<boolean | undefined>(OPEN, targets)) return true;
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const actor = await this.users.authenticate(bearerToken(request.headers['authorization']));
    if (!actor) throw new UnauthorizedException('a valid token is needed: Authorization: Bearer TOKEN');
    const needed = this.reflector.getAllAndOverride<Role | undefined>(NEEDS, targets);
    if (needed && !includesRole(actor.role, needed))
      throw new ForbiddenException(`role ${needed} is needed, ${actor.id} has ${actor.role}`);
    request.actor = actor;
    return true;
  }
}

function bearerToken(header: string | string[] | undefined): string {
  const match = /^Bearer +(\S+)$/i.exec(typeof header === 'string' ? header.trim() : '');
  return match?.[1] ?? '';
}
