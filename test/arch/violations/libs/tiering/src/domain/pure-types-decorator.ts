const mark = (target: object, key: string): void => void [target, key];
export class Bad {
  @mark field = 1;
}
