import { Moments } from '@bailiwick/portfolio';

/** What a map held at one moment, while the map itself goes on. */
export interface MapMoment<K, V> {
  get(key: K): V | undefined;
  /** To be called when nobody reads it any more. */
  release(): void;
}

/** A map that can be read as it is at one moment, later and piece by piece. */
export class MomentMap<K, V> extends Map<K, V> {
  private readonly moments = new Moments<K, V | undefined>();
  private readonly getNow = (key: K): V | undefined => this.get(key);

  override set(key: K, value: V): this {
    this.moments.keep(key, this.getNow);
    return super.set(key, value);
  }

  override delete(key: K): boolean {
    this.moments.keep(key, this.getNow);
    return super.delete(key);
  }

  override clear(): void {
    for (const key of this.keys()) this.moments.keep(key, this.getNow);
    super.clear();
  }

  /** What it holds now; constant time. */
  moment(): MapMoment<K, V> {
    const moment = this.moments.begin();
    return { get: (key) => moment.get(key, this.getNow), release: () => moment.release() };
  }
}
