import '../../../../../../libs/planning/src/index.js';
