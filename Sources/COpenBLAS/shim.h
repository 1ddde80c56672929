#include <cblas.h>

/// LAPACK: eigenvalues (ascending, in `w`) and eigenvectors (in `a`) of a symmetric matrix, column-major.
extern void dsyev_(const char *jobz, const char *uplo, const int *n, double *a, const int *lda, double *w, double *work,
                   const int *lwork, int *info);
