import type { HeaderMap } from './header-map.js';

/** A browser's question before a page sends something (Fetch standard, "CORS-preflight request"). */
export interface PreflightRequest {
  /** Bucket name in the client's words. */
  readonly bucket: string;
  /** Decoded key; empty for the bucket itself. */
  readonly key: string;
  /** `Origin` and `Access-Control-Request-*` of the request, those it has. */
  readonly headers: HeaderMap;
}

/** What the page of another origin behind a request may read, as the store sees it. */
export interface CorsInquiry {
  /** Value of the request's `Origin`. */
  readonly origin: string;
  /**
   * Called with the `Access-Control-*` and `Vary` headers of each answer of the store, whatever its status, before the
   * call that it answers resolves or rejects.
   */
  answered(headers: HeaderMap): void;
}

/** CORS rules that a store keeps and applies itself. */
export interface StoreCors<Store> {
  /**
   * Asks the store what a page may send.
   * @returns the `Access-Control-*` and `Vary` headers of its consent; rejects with its refusal
   */
  preflight(request: PreflightRequest): Promise<HeaderMap>;
  /** The same store, whose calls tell it the origin of a page. For one request; never to be closed. */
  forPage(inquiry: CorsInquiry): Store;
}
