module github.com/isnad-project/isnad

go 1.26
