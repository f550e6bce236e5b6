/** What the invented company sells, where, and to whom. */

/**
 * A cell is a language within a region; `share` is its part of the region.
 * @typedef {{ language: string, share: number, places: ReadonlyArray<readonly [string, string, number]>, offices?: readonly Office[] }} Cell
 * places: country, time zone, weight
 * @typedef {readonly [string, string, number]} Office town, time zone, what a CSM costs a year; those of the region where a cell has none
 */

/** @type {ReadonlyArray<{ id: string, share: number, cells: readonly Cell[], offices: readonly Office[] }>} */
export const REGIONS = [
  {
    id: 'AMER',
    share: 0.45,
    offices: [
      ['Boston', 'America/New_York', 118000],
      ['Denver', 'America/Denver', 104000],
      ['Bogotá', 'America/Bogota', 62000],
    ],
    cells: [
      {
        language: 'en',
        share: 0.64,
        places: [
          ['US', 'America/New_York', 4],
          ['US', 'America/Chicago', 3],
          ['US', 'America/Los_Angeles', 3],
          ['CA', 'America/Toronto', 1],
        ],
      },
      {
        language: 'es',
        share: 0.14,
        offices: [['Bogotá', 'America/Bogota', 64000]],
        places: [
          ['MX', 'America/Mexico_City', 3],
          ['CO', 'America/Bogota', 2],
          ['CL', 'America/Santiago', 1],
        ],
      },
      {
        language: 'pt',
        share: 0.13,
        offices: [['São Paulo', 'America/Sao_Paulo', 68000]],
        places: [['BR', 'America/Sao_Paulo', 1]],
      },
      {
        language: 'fr',
        share: 0.09,
        offices: [['Montréal', 'America/Toronto', 92000]],
        places: [['CA', 'America/Toronto', 1]],
      },
    ],
  },
  {
    id: 'EMEA',
    share: 0.37,
    offices: [
      ['Dublin', 'Europe/Dublin', 88000],
      ['Hamburg', 'Europe/Berlin', 92000],
      ['Lisbon', 'Europe/Lisbon', 61000],
    ],
    cells: [
      {
        language: 'en',
        share: 0.36,
        places: [
          ['GB', 'Europe/London', 4],
          ['IE', 'Europe/Dublin', 1],
          ['NL', 'Europe/Amsterdam', 2],
          ['SE', 'Europe/Stockholm', 2],
        ],
      },
      {
        language: 'de',
        share: 0.24,
        offices: [['Hamburg', 'Europe/Berlin', 92000]],
        places: [
          ['DE', 'Europe/Berlin', 5],
          ['AT', 'Europe/Vienna', 1],
          ['CH', 'Europe/Zurich', 1],
        ],
      },
      {
        language: 'fr',
        share: 0.19,
        offices: [['Lyon', 'Europe/Paris', 86000]],
        places: [
          ['FR', 'Europe/Paris', 5],
          ['BE', 'Europe/Brussels', 1],
          ['CH', 'Europe/Zurich', 1],
        ],
      },
      {
        language: 'it',
        share: 0.1,
        offices: [['Turin', 'Europe/Rome', 74000]],
        places: [['IT', 'Europe/Rome', 1]],
      },
      {
        language: 'es',
        share: 0.11,
        offices: [['Valencia', 'Europe/Madrid', 69000]],
        places: [['ES', 'Europe/Madrid', 1]],
      },
    ],
  },
  {
    id: 'APAC',
    share: 0.18,
    offices: [
      ['Singapore', 'Asia/Singapore', 84000],
      ['Sydney', 'Australia/Sydney', 98000],
      ['Osaka', 'Asia/Tokyo', 86000],
    ],
    cells: [
      {
        language: 'en',
        share: 0.55,
        places: [
          ['AU', 'Australia/Sydney', 4],
          ['SG', 'Asia/Singapore', 2],
          ['IN', 'Asia/Kolkata', 2],
          ['NZ', 'Pacific/Auckland', 1],
        ],
      },
      {
        language: 'ja',
        share: 0.45,
        offices: [['Osaka', 'Asia/Tokyo', 86000]],
        places: [['JP', 'Asia/Tokyo', 1]],
      },
    ],
  },
];

export const INDUSTRIES = /** @type {const} */ ([
  ['finance', 16],
  ['manufacturing', 17],
  ['retail', 15],
  ['healthcare', 12],
  ['technology', 16],
  ['energy', 8],
  ['media', 8],
  ['public', 8],
]);

export const PRODUCTS = /** @type {const} */ ([
  ['core', 1],
  ['analytics', 0.45],
  ['automation', 0.35],
  ['data-hub', 0.2],
  ['edge', 0.12],
]);

/** Skills that an account can require; few CSMs have them. */
export const SPECIAL_SKILLS = /** @type {const} */ (['data-migration', 'regulated-cloud', 'edge-fleet']);

/** Clearances by region: who serves the public sector there must hold it. */
export const CLEARANCES = /** @type {const} */ ({ AMER: 'public-trust', EMEA: 'sovereign-data' });

/** Two syllables make a stem that is no word of any language we know of. */
const HEADS =
  'Bas Brel Cavo Delm Dorv Elza Fenv Gald Halv Istr Jorv Kest Lomb Mardo Nerv Ostr Pelv Quar Revo Selv Torv Ulm Velm Wexl Yelv Zarn'.split(
    ' ',
  );
const TAILS =
  'aden anto arix avel eda elin enza erro evik ida ilar imo inth iska ona oran orra ovane una uvar'.split(
    ' ',
  );

const TRADES = /** @type {Record<string, string[]>} */ ({
  finance: ['Capital', 'Mutual', 'Savings', 'Assurance', 'Lending', 'Trust'],
  manufacturing: ['Works', 'Castings', 'Tooling', 'Motion', 'Polymers', 'Instruments'],
  retail: ['Stores', 'Outfitters', 'Grocers', 'Home', 'Market', 'Goods'],
  healthcare: ['Clinics', 'Diagnostics', 'Care', 'Therapeutics', 'Dental', 'Health'],
  technology: ['Systems', 'Software', 'Robotics', 'Networks', 'Devices', 'Labs'],
  energy: ['Power', 'Grid', 'Renewables', 'Energy', 'Heat', 'Hydro'],
  media: ['Press', 'Studios', 'Broadcast', 'Publishing', 'Audio', 'Pictures'],
  public: ['County', 'Transit', 'Water Board', 'University', 'Port Authority', 'Schools'],
});

const PLACE_NAMES = [
  'North',
  'South',
  'East',
  'West',
  'Upper',
  'Lower',
  'New',
  'Old',
  'Inner',
  'Greater',
  'Coastal',
  'Central',
];

const FIRST_NAMES =
  'Ada Aiko Alma Amir Anouk Arno Beatriz Bruno Carla Cem Chiara Dario Diego Edda Elif Emil Esther Farah Fatou Felix Fiona Gloria Greta Hana Hiro Ida Imani Ines Ivo Jana Jonas Jun Kaito Karim Kira Lars Lea Leon Lina Luca Maite Marek Mina Nadia Nico Noor Olga Omar Paula Pedro Priya Ravi Renata Rosa Sami Sana Sofie Tariq Tessa Theo Uma Vera Viktor Wanda Yara Yuki Zoe'.split(
    ' ',
  );
const LAST_NAMES =
  'Abe Acosta Adeyemi Almeida Andersson Banerjee Bauer Becker Bianchi Borges Brandt Castillo Chaudhry Conti Costa Dubois Egger Fabre Ferrari Fischer Fontaine Fujita Gallo Garnier Hartmann Herrera Hofer Ito Jansen Kaya Keller Kimura Kowalski Lambert Laurent Lindgren Lopes Marchetti Martin Mendes Moreau Mori Navarro Novak Okafor Olsen Ortega Park Pereira Quinn Rao Reyes Ricci Rossi Roux Saito Santos Schmid Silva Suzuki Tanaka Torres Vargas Vidal Vogel Walsh Weber Yamada Zimmer'.split(
    ' ',
  );

/**
 * Names of invented companies and persons, each given once.
 * @param {import('./rng.mjs').Rng} rng
 */
export function nameGiver(rng) {
  const given = new Set();
  const once = (make) => {
    for (let attempt = 0; ; attempt++) {
      const name = attempt < 50 ? make() : `${make()} ${given.size}`;
      if (!given.has(name)) return given.add(name) && name;
    }
  };
  return {
    /** @param {string} industry */
    company: (industry) =>
      once(() => {
        const stem = rng.pick(HEADS) + rng.pick(TAILS);
        const trade = rng.pick(TRADES[industry]);
        const form = rng.between(0, 5);
        if (form < 3) return `${stem} ${trade}`;
        if (form === 3) return `${rng.pick(PLACE_NAMES)} ${stem} ${trade}`;
        if (form === 4) return `${stem} & ${rng.pick(HEADS)}${rng.pick(TAILS)} ${trade}`;
        return `${stem}, ${rng.pick(HEADS)}${rng.pick(TAILS)} ${trade}`;
      }),
    person: () => once(() => `${rng.pick(FIRST_NAMES)} ${rng.pick(LAST_NAMES)}`),
  };
}
