import '../../../../../../libs/contracts/src/policy/policy.js';
