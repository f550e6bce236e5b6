import { BlockList, isIP } from 'node:net';
import type { AddressPolicy } from '../../application/webhooks/ports.js';

type Family = 'ipv4' | 'ipv6';

/** What no webhook reaches unless it is allowed, by what it is. @see the IANA special-purpose address registries */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  // The first look: an address of a cloud's metadata is link-local, or one of these.
  'a metadata address': ['169.254.169.254/32', '168.63.129.16/32', '100.100.100.200/32', 'fd00:ec2::254/128'],
  'an address of this machine': ['127.0.0.0/8', '0.0.0.0/8', '::1/128', '::/128'],
  'a private address': ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7', 'fec0::/10'],
  'a link-local address': ['169.254.0.0/16', 'fe80::/10'],
  'an address behind a carrier’s NAT': ['100.64.0.0/10'],
  'a multicast address': ['224.0.0.0/4', 'ff00::/8'],
  'a reserved address': [
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '240.0.0.0/4',
    '2001::/23',
    '2001:db8::/32',
    '2002::/16',
    '3fff::/20',
  ],
};
const PUBLIC_IPV6 = blockList(['2000::/3']);
const refusedLists = Object.entries(REFUSED).map(([what, cidrs]) => ({ what, list: blockList(cidrs) }));

/** What may be called although it would be refused. */
export interface AllowedPlaces {
  /** `all`: every address, without TLS too. */
  readonly all: boolean;
  /** Lower case. */
  readonly hosts: ReadonlySet<string>;
  readonly addresses: BlockList;
}

const HOST = /^(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.)*[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?\.?$/i;

/** What allows everything; `true` is what people write who take the setting for a switch. */
const EVERYTHING = ['all', 'true'];

/** True for `all`, an address, addresses as CIDR, or the name of a host. */
export function isAllowedPlace(text: string): boolean {
  const [address, bits, ...rest] = text.split('/');
  const family = isIP(address!);
  if (family === 0) return bits === undefined && HOST.test(text) && !/^[\d.]+$/.test(text);
  const most = family === 4 ? 32 : 128;
  return rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most));
}

/** @param places each for which `isAllowedPlace` holds */
export function allowedPlaces(places: readonly string[]): AllowedPlaces {
  const isAddress = (place: string): boolean => isIP(place.split('/')[0]!) !== 0;
  return {
    all: places.some((place) => EVERYTHING.includes(place)),
    hosts: new Set(places.filter((place) => !isAddress(place)).map((host) => nameOf(host))),
    addresses: blockList(places.filter(isAddress)),
  };
}

/** Which addresses may be called. The last word is spoken about the address that is connected to, not about a name. */
export class AddressGuard implements AddressPolicy {
  private readonly allowed: AllowedPlaces;

  /** @param places as `allowedPlaces` */
  constructor(places: readonly string[] = []) {
    this.allowed = allowedPlaces(places);
  }

  refusal(text: string): string | undefined {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || !['http:', 'https:'].includes(url.protocol)) return 'it is no http or https address';
    const host = hostOf(url);
    if (isIP(host)) return this.refusalOf(url, host);
    const { all, hosts, addresses } = this.allowed;
    const mayBePlain = all || hosts.has(nameOf(host)) || addresses.rules.length > 0;
    return url.protocol === 'http:' && !mayBePlain ? WITHOUT_TLS : undefined;
  }

  /** Why `address`, found for the host of `url`, may not be connected to; `undefined` when it may. */
  refusalOf(url: URL, address: string): string | undefined {
    const { all, hosts, addresses } = this.allowed;
    const plain = address.split('%')[0]!;
    if (all || hosts.has(nameOf(hostOf(url))) || addresses.check(plain, familyOf(plain))) return undefined;
    return whatIs(plain) ?? (url.protocol === 'http:' ? WITHOUT_TLS : undefined);
  }
}

const WITHOUT_TLS = 'without TLS (http) only allowed addresses are called';

/** The host of an address, an IPv6 one without its brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

/** What makes an address one that is refused; an IPv4 address in an IPv6 one is judged as what it is. */
function whatIs(address: string): string | undefined {
  const family = familyOf(address);
  const found = refusedLists.find(({ list }) => list.check(address, family));
  if (found) return found.what;
  const mapped = family === 'ipv6' && /^::ffff:/i.test(address);
  return family === 'ipv6' && !mapped && !PUBLIC_IPV6.check(address, 'ipv6')
    ? 'a reserved address'
    : undefined;
}

function familyOf(address: string): Family {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}

function nameOf(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function blockList(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address, bits] = cidr.split('/') as [string, string | undefined];
    const family = familyOf(address);
    list.addSubnet(address, bits === undefined ? (family === 'ipv4' ? 32 : 128) : Number(bits), family);
  }
  return list;
}
