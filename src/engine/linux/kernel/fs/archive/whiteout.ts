/** How images write that a lower layer's name is gone (OCI image spec, «Whiteouts»), and how overlay does. */
export const WHITEOUT_PREFIX = '.wh.'
export const OPAQUE_NAME = '.wh..wh..opq'
export const OPAQUE_XATTR = 'trusted.overlay.opaque'
