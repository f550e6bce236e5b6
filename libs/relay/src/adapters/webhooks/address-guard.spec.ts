import { AddressGuard, isAllowedPlace } from './address-guard.js';

const strict = new AddressGuard();
const https = new URL('https://hooks.example.com/');
const http = new URL('http://hooks.example.com/');

describe('the guard of addresses', () => {
  it.each([
    ['loopback', '127.0.0.1'],
    ['loopback, any of it', '127.255.3.4'],
    ['loopback in IPv6', '::1'],
    ['this network', '0.0.0.0'],
    ['unspecified in IPv6', '::'],
    ['private 10/8', '10.1.2.3'],
    ['private 172.16/12', '172.31.255.255'],
    ['private 192.168/16', '192.168.0.1'],
    ['unique local', 'fd12:3456::1'],
    ['site-local of old', 'fec0::1'],
    ['link-local', '169.254.7.7'],
    ['link-local in IPv6, with a zone', 'fe80::1%eth0'],
    ['metadata of most clouds', '169.254.169.254'],
    ['metadata in IPv6', 'fd00:ec2::254'],
    ['metadata at a public address', '168.63.129.16'],
    ['metadata behind a carrier’s NAT', '100.100.100.200'],
    ['carrier’s NAT', '100.64.0.1'],
    ['multicast', '224.0.0.251'],
    ['multicast in IPv6', 'ff02::fb'],
    ['broadcast', '255.255.255.255'],
    ['documentation', '203.0.113.9'],
    ['benchmarks', '198.18.0.1'],
    ['loopback mapped into IPv6', '::ffff:127.0.0.1'],
    ['private, mapped, in hexadecimal', '::ffff:a01:203'],
    ['mapped metadata', '::ffff:169.254.169.254'],
    ['IPv4-compatible', '::7f00:1'],
    ['translated (NAT64)', '64:ff9b::7f00:1'],
    ['6to4', '2002:7f00:1::'],
    ['Teredo', '2001:0:7f00:1::'],
    ['discard', '100::1'],
  ])('refuses %s', (_what, address) => {
    expect(strict.refusalOf(https, address)).toEqual(expect.any(String));
    const literal = address.includes(':') ? `[${address.split('%')[0]}]` : address;
    expect(strict.refusal(`https://${literal}/hook`)).toEqual(expect.any(String));
  });

  it.each(['93.184.215.14', '172.32.0.1', '100.128.0.1', '2606:2800:21f:cb07::1', '::ffff:93.184.215.14'])(
    'lets %s be called with TLS, and not without',
    (address) => {
      expect(strict.refusalOf(https, address)).toBeUndefined();
      expect(strict.refusalOf(http, address)).toContain('without TLS');
    },
  );

  it.each(['2130706433', '0x7f.1', '017700000001', '127.1', '[::ffff:7f00:1]', '127.0.0.1.'])(
    'sees through %s',
    (host) => expect(strict.refusal(`https://${host}/`)).toEqual(expect.any(String)),
  );

  it('refuses what is no web address, and plain HTTP where nothing is allowed', () => {
    for (const url of ['ftp://hooks.example.com/', 'file:///etc/passwd', 'no address'])
      expect(strict.refusal(url)).toContain('http');
    expect(strict.refusal('http://hooks.example.com/')).toContain('without TLS');
    expect(strict.refusal('https://hooks.example.com/')).toBeUndefined();
  });

  it('allows ranges, single addresses, hosts by name, or everything', () => {
    const some = new AddressGuard(['10.0.0.0/8', '::1', 'Hooks.Internal']);
    expect(some.refusalOf(http, '10.9.8.7')).toBeUndefined();
    expect(some.refusalOf(http, '::ffff:10.9.8.7')).toBeUndefined();
    expect(some.refusalOf(https, '::1')).toBeUndefined();
    expect(some.refusalOf(https, '192.168.0.1')).toContain('private');
    expect(some.refusalOf(new URL('http://hooks.internal./'), '192.168.0.1')).toBeUndefined();
    for (const everything of ['all', 'true'])
      expect(new AddressGuard([everything]).refusalOf(http, '127.0.0.1')).toBeUndefined();
  });

  it.each(['all', '10.0.0.0/8', '::1', 'fd00::/8', 'hooks.internal', 'localhost'])(
    'knows %s as a place',
    (place) => expect(isAllowedPlace(place)).toBe(true),
  );
  it.each(['', '10.0.0.0/33', '10.0.0', '10.0.0.0/8/8', 'http://a', 'a b', 'hooks.internal/8', '::/129'])(
    'knows that %j is no place',
    (place) => expect(isAllowedPlace(place)).toBe(false),
  );
});
