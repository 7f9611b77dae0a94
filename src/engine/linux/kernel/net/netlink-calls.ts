/** Configuration of links, addresses, routes and neighbours (rtnetlink(7)): filled by the network room. */
export interface NetlinkCalls {}
