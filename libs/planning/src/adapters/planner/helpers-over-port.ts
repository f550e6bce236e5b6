import type { MessagePort } from 'node:worker_threads';
import type { BlockHelpers, BlockNews } from '../../application/blocks/block-helpers.port.js';
import { bytesOfBlock, solvedOfBytes } from './block-bytes.js';
import type { PlannerMessage, PlannerOrder } from './planner-task.js';

/** Helpers of a plan that this thread makes; whoever started the thread knows where they are. */
export function helpersOverPort(port: MessagePort): BlockHelpers {
  const asked = new Map<string, (mine: boolean) => void>();
  const say = (message: PlannerMessage): void => port.postMessage(message);
  let tell: (news: BlockNews) => void = () => undefined;
  port.on('message', (order: PlannerOrder) => {
    if (order.say === 'news') tellOf(order.news, tell);
    if (order.say !== 'taken') return;
    asked.get(order.hash)?.(order.mine);
    asked.delete(order.hash);
  });
  return {
    offer: (blocks, listener) => {
      tell = listener;
      say({ say: 'offer', blocks });
    },
    take: (hash) =>
      new Promise((resolve) => {
        asked.set(hash, resolve);
        say({ say: 'take', hash });
      }),
    give: (hash, task) => say({ say: 'give', hash, task: bytesOfBlock(task) }),
    withdraw: (hash) => say({ say: 'withdraw', hash }),
  };
}

function tellOf(news: BlockNews<Uint8Array>, tell: (news: BlockNews) => void): void {
  if (news.kind !== 'solved') return tell(news);
  try {
    tell({ ...news, solved: solvedOfBytes(news.solved) });
  } catch {
    // What cannot be read was not found: the maker of the plan solves the block itself.
  }
}
