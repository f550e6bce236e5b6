import { AccountsController } from './http/accounts.controller.js';
import { AesController } from './http/aes.controller.js';
import { CsmsController } from './http/csms.controller.js';
import { EventsController } from './http/events.controller.js';
import { FeedController } from './http/feed.controller.js';
import { PairsController } from './http/pairs.controller.js';
import { PlacementController } from './http/placement.controller.js';
import { PlanActsController } from './http/plan-acts.controller.js';
import { PlansController } from './http/plans.controller.js';
import { PoliciesController } from './http/policies.controller.js';
import { RuleSetDraftsController } from './http/rule-set-drafts.controller.js';
import { RuleSetQuestionsController } from './http/rule-set-questions.controller.js';
import { RuleSetsController } from './http/rule-sets.controller.js';
import { TierOverridesController } from './http/tier-overrides.controller.js';
import { WebhookDeliveriesController } from './http/webhook-deliveries.controller.js';
import { WebhooksController } from './http/webhooks.controller.js';

/** What the role api answers; every process answers for its health. */
export const API_CONTROLLERS = [
  EventsController,
  AccountsController,
  AesController,
  CsmsController,
  PairsController,
  PlacementController,
  PlansController,
  PlanActsController,
  PoliciesController,
  RuleSetDraftsController,
  RuleSetQuestionsController,
  RuleSetsController,
  TierOverridesController,
  FeedController,
  WebhooksController,
  WebhookDeliveriesController,
];
