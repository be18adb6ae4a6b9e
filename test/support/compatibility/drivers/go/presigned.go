package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
)

// What any HTTP client does with a presigned URL: the length is declared, and the headers that were signed are sent.
func send(url string, headers http.Header, body io.Reader) error {
	content, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	request, err := http.NewRequest(http.MethodPut, url, bytes.NewReader(content))
	if err != nil {
		return err
	}
	for name, values := range headers {
		request.Header[name] = values
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", answer.Status, text)
	}
	return nil
}
