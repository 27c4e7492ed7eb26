/** Version of what is deployed: that of package.json, written into the functions' descriptions. */
export const VERSION = '0.1.0';
