import { ConfigError } from '@dinghub/core';
import { readNetworkPolicy } from '../src/network-settings';

describe('the network policy of the environment', () => {
  it('allows nothing besides by default, and where the variables are empty', () => {
    const nothing = { allowNetworks: [], allowHttp: false };
    expect(readNetworkPolicy({})).toEqual(nothing);
    expect(readNetworkPolicy({ DINGHUB_ALLOW_NETWORKS: ' , ', DINGHUB_ALLOW_HTTP: '' })).toEqual(nothing);
  });

  it('has the networks that are listed', () => {
    const env = { DINGHUB_ALLOW_NETWORKS: '10.0.0.0/8, fd12:3456::/32,', DINGHUB_ALLOW_HTTP: 'true' };
    expect(readNetworkPolicy(env)).toEqual({ allowNetworks: ['10.0.0.0/8', 'fd12:3456::/32'], allowHttp: true });
  });

  it('names every problem at once', () => {
    const read = () => readNetworkPolicy({ DINGHUB_ALLOW_NETWORKS: '10.0.0.0/40', DINGHUB_ALLOW_HTTP: 'yes' });
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(/DINGHUB_ALLOW_NETWORKS[\s\S]*DINGHUB_ALLOW_HTTP/);
  });
});
