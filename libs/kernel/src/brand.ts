declare const brand: unique symbol;

/** A value of type `T` that has been parsed as `Name`; only a parser at an edge may make one. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

export type AccountId = Brand<string, 'AccountId'>;
export type CsmId = Brand<string, 'CsmId'>;
export type AeId = Brand<string, 'AeId'>;
export type PlanId = Brand<string, 'PlanId'>;
export type TierId = Brand<string, 'TierId'>;
