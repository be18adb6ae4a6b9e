package main

import (
	"context"
	"io"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/s3/manager"
	"github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager"
	tmtypes "github.com/aws/aws-sdk-go-v2/feature/s3/transfermanager/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// A reader that can only be read: neither its length is known, nor can it be read twice.
type pipe struct{ io.Reader }

func awsCalls(work plan) (map[string]upload, error) {
	// Only a loaded configuration has the defaults of the SDK, such as checksums wherever they are supported.
	defaults, err := config.LoadDefaultConfig(context.Background(),
		config.WithRegion(work.Region),
		config.WithBaseEndpoint(work.Endpoint),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(work.AccessKey, work.SecretKey, "")),
	)
	if err != nil {
		return nil, err
	}
	client := s3.NewFromConfig(defaults, func(options *s3.Options) { options.UsePathStyle = true })
	put := func(job job, body io.Reader) error {
		_, err := client.PutObject(context.Background(), putInput(work, job, body))
		return err
	}
	managed := func(job job, body io.Reader) error {
		_, err := manager.NewUploader(client).Upload(context.Background(), putInput(work, job, body))
		return err
	}
	transferred := func(job job, body io.Reader) error {
		_, err := transfermanager.New(client).UploadObject(context.Background(), &transfermanager.UploadObjectInput{
			Bucket: aws.String(work.Bucket), Key: aws.String(job.Key), Body: body, Metadata: job.Metadata,
			ChecksumAlgorithm: tmtypes.ChecksumAlgorithm(job.Checksum),
		})
		return err
	}
	return map[string]upload{
		"put":        withFile(put),
		"put-stream": withFile(asPipe(put)),
		"put-stream-known": func(known job) error {
			about, err := os.Stat(known.File)
			if err != nil {
				return err
			}
			return withFile(asPipe(func(job job, body io.Reader) error {
				input := putInput(work, job, body)
				input.ContentLength = aws.Int64(about.Size())
				_, err := client.PutObject(context.Background(), input)
				return err
			}))(known)
		},
		"manager":                withFile(managed),
		"manager-stream":         withFile(asPipe(managed)),
		"transfermanager":        withFile(transferred),
		"transfermanager-stream": withFile(asPipe(transferred)),
		"presigned": withFile(func(job job, body io.Reader) error {
			input := putInput(work, job, nil)
			signed, err := s3.NewPresignClient(client).PresignPutObject(context.Background(), input)
			if err != nil {
				return err
			}
			return send(signed.URL, signed.SignedHeader, body)
		}),
	}, nil
}

func putInput(work plan, job job, body io.Reader) *s3.PutObjectInput {
	return &s3.PutObjectInput{
		Bucket: aws.String(work.Bucket), Key: aws.String(job.Key), Body: body, Metadata: job.Metadata,
		ChecksumAlgorithm: types.ChecksumAlgorithm(job.Checksum),
	}
}

func withFile(send func(job, io.Reader) error) upload {
	return func(job job) error {
		file, err := os.Open(job.File)
		if err != nil {
			return err
		}
		defer file.Close()
		return send(job, file)
	}
}

func asPipe(send func(job, io.Reader) error) func(job, io.Reader) error {
	return func(job job, body io.Reader) error { return send(job, pipe{body}) }
}
