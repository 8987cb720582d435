/** `localhost:8080` reads as a URL of the scheme `localhost`; it is refused here and not at the first call. */
export function checkedBaseUrl(baseUrl) {
    if (!/^https?:\/\//i.test(baseUrl) || !URL.canParse(baseUrl)) {
        throw new TypeError(`baseUrl is '${baseUrl}'; it must begin with http:// or https://.`);
    }
    return baseUrl;
}
