/** What `remoteRef.property` selects: bytes (empty for null), or why there are none. */
export type PropertyResult =
  | { readonly found: true; readonly bytes: Buffer }
  /** With a problem the value was not searched to the end; without one the property does not exist. */
  | { readonly found: false; readonly problem?: string };

/** Looks a path up in a value. Bytes that are not UTF-8 come out as they are. Comes from a module loaded lazily. */
export type LookupProperty = (value: Buffer, property: string) => PropertyResult;
