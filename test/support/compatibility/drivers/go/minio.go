package main

import (
	"context"
	"io"
	"net/url"
	"os"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// The default for a stream of unknown length is parts of 528 MiB, which the client holds in memory.
const streamPartBytes = 16 << 20

func minioCalls(work plan) (map[string]upload, error) {
	endpoint, err := url.Parse(work.Endpoint)
	if err != nil {
		return nil, err
	}
	client, err := minio.New(endpoint.Host, &minio.Options{
		Creds:  credentials.NewStaticV4(work.AccessKey, work.SecretKey, ""),
		Secure: endpoint.Scheme == "https",
	})
	if err != nil {
		return nil, err
	}
	put := func(job job, body io.Reader, size int64, options minio.PutObjectOptions) error {
		options.UserMetadata = job.Metadata
		_, err := client.PutObject(context.Background(), work.Bucket, job.Key, body, size, options)
		return err
	}
	return map[string]upload{
		"put": withFile(func(job job, body io.Reader) error {
			about, err := os.Stat(job.File)
			if err != nil {
				return err
			}
			return put(job, body, about.Size(), minio.PutObjectOptions{})
		}),
		"put-stream": withFile(func(job job, body io.Reader) error {
			return put(job, pipe{body}, -1, minio.PutObjectOptions{PartSize: streamPartBytes})
		}),
		"presigned": withFile(func(job job, body io.Reader) error {
			signed, err := client.PresignedPutObject(context.Background(), work.Bucket, job.Key, time.Minute)
			if err != nil {
				return err
			}
			return send(signed.String(), nil, body)
		}),
	}, nil
}
