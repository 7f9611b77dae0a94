/** Configuration of netfilter tables (what iptables(8) does): filled by the network room. */
export interface NetfilterCalls {}
