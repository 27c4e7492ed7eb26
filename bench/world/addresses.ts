/** SecureString with the token for a real API server (`auth.mode: token`). */
export const TOKEN_PARAMETER = '/eco2/dev/bench-token';
