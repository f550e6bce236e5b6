import { Engine } from 'json-rules-engine';
export const e = Engine;
