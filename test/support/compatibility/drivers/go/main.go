// One process that uploads a list of files with the S3 clients of the Go world and their defaults.
//
// usage: clients FAMILY PLAN, where FAMILY is aws or minio and PLAN a JSON file: the fields of plan below.
// Prints a JSON array with one element per job: null when it was uploaded, else the words of the client.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

type job struct {
	Call     string            `json:"call"`
	File     string            `json:"file"`
	Key      string            `json:"key"`
	Checksum string            `json:"checksum"`
	Metadata map[string]string `json:"metadata"`
}

type plan struct {
	Endpoint  string `json:"endpoint"`
	Bucket    string `json:"bucket"`
	Region    string `json:"region"`
	AccessKey string `json:"access_key"`
	SecretKey string `json:"secret_key"`
	Jobs      []job  `json:"jobs"`
}

type upload func(job) error

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: clients aws|minio PLAN")
	}
	text, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	var work plan
	if err := json.Unmarshal(text, &work); err != nil {
		return err
	}
	families := map[string]func(plan) (map[string]upload, error){"aws": awsCalls, "minio": minioCalls}
	family, known := families[args[0]]
	if !known {
		return fmt.Errorf("unknown family %s", args[0])
	}
	calls, err := family(work)
	if err != nil {
		return err
	}
	results := make([]*string, len(work.Jobs))
	for index, job := range work.Jobs {
		call, known := calls[job.Call]
		if !known {
			return fmt.Errorf("unknown call %s", job.Call)
		}
		if err := call(job); err != nil {
			words := err.Error()
			results[index] = &words
		}
	}
	return json.NewEncoder(os.Stdout).Encode(results)
}
